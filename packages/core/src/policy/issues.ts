import { FingerprintError } from '../lib/errors.js';

/** Collects every issue of a configuration, each with its path. */
export class Issues {
  readonly lines: string[] = [];

  add(path: string, text: string): void {
    this.lines.push(path === '' ? text : `${path}: ${text}`);
  }
}

/** Extends a path by one step. */
export const at = (path: string, step: string): string => (path === '' ? step : `${path}.${step}`);

/** The error for a policy with issues. */
export function policyError(lines: readonly string[]): FingerprintError {
  const count = lines.length === 1 ? 'an issue' : `${lines.length} issues`;
  return new FingerprintError('ERR_FP_POLICY', `the policy has ${count}:\n${lines.join('\n')}`, {
    issues: lines,
  });
}
