import { failedLookup } from '../event/lookup-result.js';
import { withDeadline } from '../lib/deadline.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import type { BoundedLookup, Lookup } from './lookup.js';

export interface BoundParts {
  /** One bound for the whole lookup, ms. */
  deadlineMs: number;
}

/** Bounds a lookup in time, and turns the error that it ends with into its result. */
export function withinDeadline(lookup: BoundedLookup, { deadlineMs }: BoundParts): Lookup {
  return async (id, request) => {
    try {
      return await withDeadline(deadlineMs, (deadline) => lookup(id, request, deadline));
    } catch (thrown) {
      return failedLookup(codedError(thrown));
    }
  };
}

/** What only the deadline cut off spent its time before the API was asked: in the cache. */
function codedError(thrown: unknown): FingerprintError {
  if (isFingerprintError(thrown)) return thrown;
  return new FingerprintError('ERR_FP_TIMEOUT', 'the lookup did not end within the deadline', {
    cause: thrown,
  });
}
