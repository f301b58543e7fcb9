import { type AbortingDeadline, DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { noAnswer, overBudget, overloaded } from '../server-api/api-error.js';

/**
 * Turns what a call to the API threw into a coded error that blames its cause: this process for a shortage and for time
 * that it lost; the budget for a time-out after a wait for a turn, which used up the time that the answer needed; the
 * API and the way to it for the rest. Not for programming errors, which stay what they are.
 * @param waited True if the call had to wait for its turn.
 */
export function codedError(thrown: unknown, deadline: AbortingDeadline, waited = false): FingerprintError {
  if (thrown instanceof DeadlineExceeded)
    return waited && !thrown.heldUp ? overBudget(undefined, thrown) : noAnswer(thrown);
  const error = isFingerprintError(thrown)
    ? thrown
    : new FingerprintError('ERR_FP_NETWORK', 'the call to the Server API failed', { cause: thrown });
  // The blame for our own time-out was determined when it ended.
  if (error.cause instanceof DeadlineExceeded) return error;
  return deadline.excuses(error) ? overloaded(error) : error;
}
