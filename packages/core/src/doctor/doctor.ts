import { sectionOf } from '../lib/errors.js';
import { frozenCopy } from '../lib/frozen-copy.js';
import type { Warn } from '../lib/warnings.js';
import type { FingerprintGuardOptions } from '../options.js';
import { NO_CLIENT_ADDRESS, PROXY_TRUST } from './examine.js';
import type { DoctorFinding } from './finding.js';

/** This many requests without an address, counted from the first one, are no coincidence. */
const MIN_WITHOUT_ADDRESS = 20;

/** Findings that only requests can show. */
const SHOWN: readonly string[] = [PROXY_TRUST.code, NO_CLIENT_ADDRESS.code];

const includes = (findings: readonly DoctorFinding[], { code, message }: DoctorFinding): boolean =>
  findings.some((finding) => finding.code === code && finding.message === message);

/** Reports the findings about a configuration, and logs its warnings when it is created. */
export class Doctor {
  #findings: readonly DoctorFinding[];
  readonly #warn: Warn;
  readonly #clientIp: FingerprintGuardOptions['clientIp'];
  /** The number of requests without a known address; undefined once one had an address. */
  #withoutAddress: number | undefined = 0;

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

  /** Takes the findings about new policies. Findings from requests stay, and new warnings are logged. */
  reexamined(findings: readonly DoctorFinding[]): void {
    const before = this.#findings;
    const shown = before.filter((finding) => SHOWN.includes(finding.code) && !includes(findings, finding));
    this.#findings = frozenCopy([...findings, ...shown]);
    for (const finding of findings)
      if (finding.severity === 'warning' && !includes(before, finding)) this.#tell(finding, finding.message);
  }

  /** The framework trusts every forwarding header, which matters if `clientIp` does not say what to trust. */
  seesProxyTrust(): void {
    if (this.#clientIp === undefined) this.#add(PROXY_TRUST);
  }

  /** A request came from this address; undefined if it is unknown although the client waits for its answer. */
  seesAddress(clientIp: string | undefined): void {
    if (this.#withoutAddress === undefined) return;
    this.#withoutAddress = clientIp === undefined ? this.#withoutAddress + 1 : undefined;
    if (this.#withoutAddress === MIN_WITHOUT_ADDRESS) this.#add(NO_CLIENT_ADDRESS);
  }

  #add(finding: DoctorFinding): void {
    if (this.#findings.every(({ code }) => code !== finding.code))
      this.#findings = frozenCopy([...this.#findings, finding]);
    this.#tell(finding);
  }

  #tell({ code, message, advice }: DoctorFinding, cause: string = code): void {
    this.#warn(cause, `${code}: ${message}; ${advice}; see ${sectionOf('doctor', code)}`);
  }
}
