import { object, string } from '../event/fields.js';
import type { DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, type FingerprintErrorCode } from '../lib/errors.js';
import type { TransportResponse } from './transport.js';

/** Which part of the account a 403 is about, by the API's own code, of v4 and of v3. */
const REFUSALS: ReadonlyMap<string, FingerprintErrorCode> = new Map([
  ['wrong_region', 'ERR_FP_API_REGION'],
  ['WrongRegion', 'ERR_FP_API_REGION'],
  ['subscription_not_active', 'ERR_FP_API_SUBSCRIPTION'],
  ['SubscriptionNotActive', 'ERR_FP_API_SUBSCRIPTION'],
  ['feature_not_enabled', 'ERR_FP_API_SUBSCRIPTION'],
  ['FeatureNotEnabled', 'ERR_FP_API_SUBSCRIPTION'],
]);

/** A 400 that blames the connection, not the request. */
const READ_TIMEOUTS: ReadonlySet<string> = new Set(['request_read_timeout', 'RequestReadTimeout']);

/** The body as JSON, or undefined where it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/**
 * The error an answer other than 200 stands for. Told apart by status and code, never by message: texts change, and
 * some answers have nothing else.
 * @param about What a 404 says is not there.
 */
export function apiError(response: TransportResponse, about: 'event' | 'visitor'): FingerprintError {
  const { status } = response;
  const apiCode = string(object(object(parseJson(response.body))?.error)?.code);
  const said = apiCode === undefined ? `HTTP ${status}` : `HTTP ${status} ${printable(apiCode)}`;
  const error = (code: FingerprintErrorCode, what: string) =>
    new FingerprintError(code, `the Server API ${what} (${said})`, {
      status,
      apiCode,
      retryAfterMs: retryAfterMs(response),
    });

  if (status === 404) {
    return about === 'visitor'
      ? error('ERR_FP_VISITOR_NOT_FOUND', 'knows no such visitor')
      : error('ERR_FP_EVENT_NOT_FOUND', 'knows no such event');
  }
  if (status === 429) return error('ERR_FP_RATE_LIMITED', "limits this key's requests");
  if (status === 401 || status === 403) {
    return error(REFUSALS.get(apiCode ?? '') ?? 'ERR_FP_API_KEY', 'refuses this key');
  }
  if (status === 409) return error('ERR_FP_NOT_READY', 'cannot change the event yet');
  if (apiCode === 'ruleset_not_found') return error('ERR_FP_API_RULESET', 'knows no such ruleset');
  if (status === 400 && !READ_TIMEOUTS.has(apiCode ?? '')) {
    return error('ERR_FP_BAD_REQUEST', 'cannot parse the request');
  }
  return error('ERR_FP_API_STATUS', 'failed');
}

/** `Retry-After` in ms: whole seconds, or a date. */
function retryAfterMs({ headers }: TransportResponse): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Upstream text in a message of ours: short, and nothing but a code. */
const printable = (code: string): string => code.replace(/[^\w .-]/g, '').slice(0, 64);

/** The error of a lookup that is not made, or is cut off, because the budget is spent. */
export function overBudget(retryAfterMs?: number, cause?: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_BUDGET', 'the budget of lookups is spent', { retryAfterMs, cause });
}

/** How long a client is asked to wait when this process is overloaded, ms. */
const OVERLOAD_RETRY_AFTER_MS = 1000;

/** The error of a request that this process has no time for, or had none to read the answer to. */
export function overloaded(cause?: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_OVERLOADED', 'this process is too busy to judge requests in time', {
    retryAfterMs: OVERLOAD_RETRY_AFTER_MS,
    cause,
  });
}

/** The error of a wait for the API that ended without an answer. */
export function noAnswer(cause: DeadlineExceeded): FingerprintError {
  return cause.heldUp
    ? overloaded(cause)
    : new FingerprintError('ERR_FP_TIMEOUT', 'the Server API did not answer within the deadline', { cause });
}
