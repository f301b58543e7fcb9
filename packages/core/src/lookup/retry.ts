import type { FingerprintError } from '../lib/errors.js';
import { timeOfId } from './id-time.js';

/** The time that a 404 counts as "not visible yet". */
export interface LagOption {
  /** The time in ms, within the deadline; 0 never asks again. */
  retryForMs: number;
}

/** The maximum number of requests for one lookup, not counting those for an event that is not visible yet. */
const MAX_ATTEMPTS = 3;

/** Back-off doubles from the base to the cap, with full jitter. In ms. */
const BASE_MS = 100;
const CAP_MS = 1000;

/** An attempt at a lookup that did not return a whole event. */
interface FailedAttempt {
  id: string;
  /** Undefined if the event was returned with signals that are still being computed. */
  error: FingerprintError | undefined;
  /** 1 for the first. */
  attempt: number;
  /** The time since the lookup began, ms. */
  elapsedMs: number;
}

/** Returns the time to wait before asking again, ms; undefined if asking again is pointless. */
export type RetryDelay = (failed: FailedAttempt) => number | undefined;

/**
 * Builds the schedule of retries. A lookup changes nothing upstream, so every temporary failure is worth another
 * attempt: 429, 5xx, a broken connection, and a missing or partial event while it can be newer than the lag.
 * @param now The clock, ms since 1970. @param random Between 0 and 1.
 */
export function createRetryDelay(
  lag: LagOption,
  now: () => number,
  random: () => number = Math.random,
): RetryDelay {
  return ({ id, error, attempt, elapsedMs }) => {
    const backoffMs = random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
    if (error === undefined || error.code === 'ERR_FP_EVENT_NOT_FOUND') {
      return mayBeInvisible(id, lag.retryForMs, elapsedMs, now()) ? backoffMs : undefined;
    }
    if (attempt >= MAX_ATTEMPTS || !mayPass(error)) return undefined;
    return Math.max(error.retryAfterMs ?? 0, backoffMs);
  };
}

function mayPass({ code, status = 0 }: FingerprintError): boolean {
  if (code === 'ERR_FP_RATE_LIMITED' || code === 'ERR_FP_NETWORK') return true;
  // In every generation's spelling, a 400 with this code blames the connection: the request arrived too slowly.
  return code === 'ERR_FP_API_STATUS' && (status >= 500 || status === 400);
}

/** True while an event of this ID may be newer than the API's view. @param elapsedMs Since the lookup began. */
export function mayBeInvisible(id: string, retryForMs: number, elapsedMs: number, now: number): boolean {
  if (elapsedMs >= retryForMs) return false;
  const createdAt = timeOfId(id);
  return createdAt === undefined || now - createdAt <= retryForMs;
}
