import { FingerprintError } from '../lib/errors.js';
import { isReservedSegment } from '../request/event-reference.js';

/**
 * Encodes an ID as a segment of a path, so that it cannot request anything else.
 * @throws FingerprintError `ERR_FP_BAD_REQUEST` for an empty ID, `.`, `..`, `search` in any case, and an ill-formed
 * string.
 */
export function segment(id: string): string {
  if (typeof id === 'string' && id !== '' && !isReservedSegment(id) && !/\p{Surrogate}/u.test(id)) {
    return encodeURIComponent(id);
  }
  throw new FingerprintError('ERR_FP_BAD_REQUEST', 'not an ID: nothing is sent to the Server API');
}
