import { FingerprintError } from '../lib/errors.js';
import type { Skip } from './requirement.js';

/**
 * True for a request that is neither checked nor given a decision. Only `true` skips one, not another truthy value, such as
 * an object that a function returns by mistake.
 * @throws FingerprintError `ERR_FP_OPTION` for another truthy value; whatever the function throws.
 * @example
 * ```ts
 * import { isSkipped, type Skip } from '@fingerprint-guard/core';
 *
 * const skip: Skip<Request> = async (request) => request.method === 'GET';
 * await isSkipped(skip, new Request('https://shop.example/')); // true
 * ```
 */
export async function isSkipped<Native>(skip: Skip<Native> | undefined, native: Native): Promise<boolean> {
  const answer: unknown = typeof skip === 'function' ? await skip(native) : skip;
  if (!answer || answer === true) return answer === true;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    'skip: expected true or false, or a function that returns one of them',
  );
}
