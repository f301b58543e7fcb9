import { failedLookup } from '../event/lookup-result.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { isFingerprintError } from '../lib/errors.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import { noAnswer } from '../server-api/api-error.js';
import type { BoundedLookup, Lookup } from './lookup.js';

export interface BoundParts {
  timekeeper: Timekeeper;
  /** The time limit of the whole lookup, ms. */
  deadlineMs: number;
}

/**
 * Limits a lookup in time, and turns the error that it ends with into its result. Rejects only with a programming
 * error.
 */
export function withinDeadline(lookup: BoundedLookup, { timekeeper, deadlineMs }: BoundParts): Lookup {
  return async (id, request) => {
    try {
      return await timekeeper.withDeadline(deadlineMs, (deadline) => lookup(id, request, deadline));
    } catch (thrown) {
      if (isFingerprintError(thrown)) return failedLookup(thrown);
      if (thrown instanceof DeadlineExceeded) return failedLookup(noAnswer(thrown));
      throw thrown;
    }
  };
}
