import { sectionOf } from '../lib/errors.js';
import { frozenCopy } from '../lib/frozen-copy.js';
import type { Warn } from '../lib/warnings.js';
import type { FingerprintGuardOptions } from '../options.js';
import { PROXY_TRUST } from './examine.js';
import type { DoctorFinding } from './finding.js';

/** Tells what was found of a configuration, and logs the warnings of it when it is made. */
export class Doctor {
  #findings: readonly DoctorFinding[];
  readonly #warn: Warn;
  readonly #clientIp: FingerprintGuardOptions['clientIp'];

  constructor(
    findings: readonly DoctorFinding[],
    { clientIp }: Pick<FingerprintGuardOptions, 'clientIp'>,
    warn: Warn,
  ) {
    this.#findings = frozenCopy(findings);
    this.#clientIp = clientIp;
    this.#warn = warn;
    for (const finding of findings) if (finding.severity === 'warning') this.#tell(finding);
  }

  findings(): readonly DoctorFinding[] {
    return this.#findings;
  }

  /** The framework believes every forwarding header; it matters if `clientIp` does not say what to believe. */
  seesProxyTrust(): void {
    if (this.#clientIp !== undefined) return;
    if (this.#findings.every(({ code }) => code !== PROXY_TRUST.code))
      this.#findings = frozenCopy([...this.#findings, PROXY_TRUST]);
    this.#tell(PROXY_TRUST);
  }

  #tell({ code, message, advice }: DoctorFinding): void {
    this.#warn(code, `${code}: ${message}; ${advice}; see ${sectionOf('doctor', code)}`);
  }
}
