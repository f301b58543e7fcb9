import { FingerprintError } from '../lib/errors.js';
import { isReservedSegment } from '../request/event-reference.js';

/**
 * An id as a segment of a path: encoded, so that it asks for nothing else than what it names.
 * @throws FingerprintError `ERR_FP_BAD_REQUEST` for an empty id, `.`, `..`, `search` in any case, and what is no well-formed text.
 */
export function segment(id: string): string {
  if (typeof id === 'string' && id !== '' && !isReservedSegment(id) && !/\p{Surrogate}/u.test(id)) {
    return encodeURIComponent(id);
  }
  throw new FingerprintError('ERR_FP_BAD_REQUEST', 'not an id: nothing is asked of the Server API');
}
