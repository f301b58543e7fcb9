import { sectionOf } from '../lib/errors.js';
import { frozenCopy } from '../lib/frozen-copy.js';
import type { Warn } from '../lib/warnings.js';
import type { FingerprintGuardOptions } from '../options.js';
import { PROXY_TRUST } from './examine.js';
import type { DoctorFinding } from './finding.js';

/** Tells what was found of a configuration. */
export interface Doctor {
  findings(): readonly DoctorFinding[];
  /** The framework believes every forwarding header; it matters where `clientIp` does not say what to believe. */
  seesProxyTrust(): void;
}

/** Builds the doctor over what was found at once, and logs the warnings of it. */
export function createDoctor(
  found: readonly DoctorFinding[],
  { clientIp }: Pick<FingerprintGuardOptions, 'clientIp'>,
  warn: Warn,
): Doctor {
  let findings = frozenCopy(found);
  const tell = ({ code, message, advice }: DoctorFinding) =>
    warn(code, `${code}: ${message}; ${advice}; see ${sectionOf('doctor', code)}`);
  for (const finding of findings) if (finding.severity === 'warning') tell(finding);
  return {
    findings: () => findings,
    seesProxyTrust() {
      if (clientIp !== undefined) return;
      if (findings.every(({ code }) => code !== PROXY_TRUST.code))
        findings = frozenCopy([...findings, PROXY_TRUST]);
      tell(PROXY_TRUST);
    },
  };
}
