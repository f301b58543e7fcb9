import { FingerprintError } from '../lib/errors.js';
import type { PolicyForOption } from '../options.js';
import type { PolicyBook } from '../policy/policy-book.js';
import type { Pipeline } from './pipeline.js';

/**
 * Builds the step that finds a check's policy: the one that the check names, else the one that `policyFor` names, else
 * the default. A function that throws, or returns something other than a name, fails the check: it never lets a request
 * through.
 */
export function createChoosePolicy(
  book: PolicyBook,
  policyFor: PolicyForOption | undefined,
): Pipeline['choosePolicy'] {
  return (policy, request, context) => {
    if (policy !== undefined || policyFor === undefined) return book.find(policy);
    const name: unknown = policyFor(request, context) ?? undefined;
    if (name === undefined || typeof name === 'string') return book.find(name);
    throw new FingerprintError(
      'ERR_FP_UNKNOWN_POLICY',
      "the policyFor function returns something other than a policy's name or undefined",
    );
  };
}
