import { type JsonObject, object, string } from '../event/fields.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, type FingerprintErrorCode } from '../lib/errors.js';
import { parseJson } from '../lib/parse-json.js';
import { readRetryAfter } from './retry-after.js';
import type { TransportResponse } from './transport.js';

/** The meaning of each of the API's documented codes, in the spelling of v4 and of v3. */
const MEANINGS: readonly (readonly [code: FingerprintErrorCode, what: string, ...apiCodes: string[]])[] = [
  ['ERR_FP_BAD_REQUEST', 'cannot parse the request', 'request_cannot_be_parsed', 'RequestCannotBeParsed'],
  // A 400 that blames the connection, not the request.
  ['ERR_FP_API_STATUS', 'did not read the request in time', 'request_read_timeout', 'RequestReadTimeout'],
  ['ERR_FP_API_RULESET', 'knows no such ruleset', 'ruleset_not_found'],
  ['ERR_FP_API_KEY', 'does not know this key', 'secret_api_key_not_found', 'TokenNotFound'],
  ['ERR_FP_API_KEY', 'received no key', 'secret_api_key_required', 'TokenRequired'],
  [
    'ERR_FP_API_KEY',
    'requires a workspace-scoped key',
    'workspace_scoped_secret_key_required',
    'WorkspaceScopedSecretKeyRequired',
  ],
  ['ERR_FP_API_REGION', 'has this key in another region', 'wrong_region', 'WrongRegion'],
  [
    'ERR_FP_API_SUBSCRIPTION',
    'has no active subscription for this key',
    'subscription_not_active',
    'SubscriptionNotActive',
  ],
  [
    'ERR_FP_API_SUBSCRIPTION',
    'does not include this call in the subscription',
    'feature_not_enabled',
    'FeatureNotEnabled',
  ],
  ['ERR_FP_EVENT_NOT_FOUND', 'knows no such event', 'event_not_found', 'RequestNotFound'],
  ['ERR_FP_VISITOR_NOT_FOUND', 'knows no such visitor', 'visitor_not_found', 'VisitorNotFound'],
  ['ERR_FP_NOT_READY', 'cannot change the event yet', 'state_not_ready', 'StateNotReady'],
  [
    'ERR_FP_RATE_LIMITED',
    "limits this key's requests",
    'too_many_requests',
    'TooManyRequests',
    '429 Too Many Requests',
  ],
  ['ERR_FP_API_STATUS', 'failed', 'failed', 'Failed', 'service_unavailable'],
  ['ERR_FP_API_STATUS', 'rejects the request as too large', 'payload_too_large'],
];

const DOCUMENTED: ReadonlyMap<string, readonly [FingerprintErrorCode, string]> = new Map(
  MEANINGS.flatMap(([code, what, ...apiCodes]) =>
    apiCodes.map((apiCode) => [apiCode, [code, what]] as const),
  ),
);

/** Recognises the errors of a generation without codes by their content; undefined for any other answer. */
export type CodelessErrors = (
  status: number,
  body: { json: JsonObject | undefined; text: string },
) => FingerprintErrorCode | undefined;

/**
 * Returns the error for an answer other than 200. The API's documented codes decide, never its messages. Without a
 * code, a 429 is a limit and a 5xx a failure, whoever sent it; anything else did not come from the API.
 * @param codeless Recognises the errors of a generation without codes.
 */
export function apiError(response: TransportResponse, codeless?: CodelessErrors): FingerprintError {
  const { status, body } = response;
  const json = object(parseJson(body));
  const apiCode = string(object(json?.error)?.code);
  const [code, what] =
    DOCUMENTED.get(apiCode ?? '') ??
    meaningOf(codeless?.(status, { json, text: new TextDecoder().decode(body) })) ??
    undocumented(status, apiCode);
  const said = apiCode === undefined ? `HTTP ${status}` : `HTTP ${status} ${printable(apiCode)}`;
  return new FingerprintError(code, `the Server API ${what} (${said})`, {
    status,
    apiCode,
    retryAfterMs: readRetryAfter(response),
  });
}

function undocumented(
  status: number,
  apiCode: string | undefined,
): readonly [code: FingerprintErrorCode, what: string] {
  if (status === 429) return ['ERR_FP_RATE_LIMITED', "limits this key's requests"];
  if (status >= 500) return ['ERR_FP_API_STATUS', 'failed'];
  if (status < 300) return ['ERR_FP_API_STATUS', 'answered with an unexpected status'];
  // In the API's own form, with an unknown code.
  if ((status === 401 || status === 403) && apiCode !== undefined)
    return ['ERR_FP_API_KEY', 'refuses this key'];
  return ['ERR_FP_FOREIGN_ANSWER', 'did not answer: something else did, in its place'];
}

function meaningOf(code: FingerprintErrorCode | undefined) {
  const meaning = MEANINGS.find(([known]) => known === code);
  return meaning && ([meaning[0], meaning[1]] as const);
}

/** Shortens upstream text for our messages: only a code remains. */
const printable = (code: string): string => code.replace(/[^\w .-]/g, '').slice(0, 64);

/** Returns the error for a 200 that is not JSON: it did not come from the API. */
export const foreignAnswer = (): FingerprintError =>
  new FingerprintError(
    'ERR_FP_FOREIGN_ANSWER',
    'the Server API did not answer: something else did, in its place (HTTP 200 without JSON)',
    { status: 200 },
  );

/** Errors of a call that the API answered neither as requested nor with a reason. */
const UNEXPLAINED = new Set<FingerprintErrorCode>([
  'ERR_FP_TIMEOUT',
  'ERR_FP_NETWORK',
  'ERR_FP_API_STATUS',
  'ERR_FP_BAD_RESPONSE',
  'ERR_FP_FOREIGN_ANSWER',
]);

/**
 * True for an error that the request alone may have caused, because nothing shows that the API processed it: a gateway,
 * a firewall or a router on the way can reject an ID, by an answer, by dropping the connection or by silence.
 */
export const isDoubtful = ({ code, apiCode }: FingerprintError): boolean =>
  UNEXPLAINED.has(code) || (code === 'ERR_FP_API_KEY' && !DOCUMENTED.has(apiCode ?? ''));

const NOT_FOUND = new Set<FingerprintErrorCode>(['ERR_FP_EVENT_NOT_FOUND', 'ERR_FP_VISITOR_NOT_FOUND']);

/** True for an error with which the API itself answers the request. */
export const isApiAnswer = (error: FingerprintError): boolean =>
  !isDoubtful(error) &&
  ((NOT_FOUND.has(error.code) && error.status === 404) || DOCUMENTED.has(error.apiCode ?? ''));

/**
 * Returns the rate limit that refused an event's products although the answer was a 200: it counts as a 429. Undefined
 * if there was none.
 * @param failed Names to codes, as in an event.
 */
export function limitInside(failed: Readonly<Record<string, string>>): FingerprintError | undefined {
  const apiCode = Object.values(failed).find((code) => DOCUMENTED.get(code)?.[0] === 'ERR_FP_RATE_LIMITED');
  if (apiCode === undefined) return undefined;
  return new FingerprintError('ERR_FP_RATE_LIMITED', "the Server API limits this key's requests (in a 200)", {
    status: 429,
    apiCode,
  });
}

/** Returns the error for an event that contains only errors: it counts as a 500. */
export const failureInside = (): FingerprintError =>
  new FingerprintError('ERR_FP_API_STATUS', 'the Server API failed (in a 200)', { status: 500 });

/** Returns the error for a lookup that is not made, or is cut off, because the budget is spent. */
export function overBudget(retryAfterMs?: number, cause?: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_BUDGET', 'the lookup budget is spent', { retryAfterMs, cause });
}

/**
 * Returns the error for an aborted request that may have waited in a queue of this process: then its time was spent in
 * the queue.
 * @param hasQueued Called only for a request whose time was up although this process ran.
 */
export const afterQueue = (reason: unknown, hasQueued: () => boolean): unknown =>
  reason instanceof DeadlineExceeded && !reason.heldUp && hasQueued()
    ? overBudget(undefined, reason)
    : reason;

/** The time that a client is asked to wait if this process is overloaded, ms. */
const OVERLOAD_RETRY_AFTER_MS = 1000;

/** Returns the error for a request that this process has no time for, or whose answer it had no time to read. */
export function overloaded(cause?: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_OVERLOADED', 'this process is too busy to check requests in time', {
    retryAfterMs: OVERLOAD_RETRY_AFTER_MS,
    cause,
  });
}

/** Returns the error for a wait for the API that ended without an answer. */
export function noAnswer(cause: DeadlineExceeded): FingerprintError {
  return cause.heldUp
    ? overloaded(cause)
    : new FingerprintError('ERR_FP_TIMEOUT', 'the Server API did not answer within the deadline', { cause });
}
