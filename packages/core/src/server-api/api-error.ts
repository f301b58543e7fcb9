import { type JsonObject, object, string } from '../event/fields.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, type FingerprintErrorCode } from '../lib/errors.js';
import { readRetryAfter } from './retry-after.js';
import type { TransportResponse } from './transport.js';

/** What the API means by each of its documented codes, as v4 and v3 spell them. */
const MEANINGS: readonly (readonly [code: FingerprintErrorCode, what: string, ...apiCodes: string[]])[] = [
  ['ERR_FP_BAD_REQUEST', 'cannot parse the request', 'request_cannot_be_parsed', 'RequestCannotBeParsed'],
  // A 400 that blames the connection, not the request.
  ['ERR_FP_API_STATUS', 'did not read the request in time', 'request_read_timeout', 'RequestReadTimeout'],
  ['ERR_FP_API_RULESET', 'knows no such ruleset', 'ruleset_not_found'],
  ['ERR_FP_API_KEY', 'does not know this key', 'secret_api_key_not_found', 'TokenNotFound'],
  ['ERR_FP_API_KEY', 'received no key', 'secret_api_key_required', 'TokenRequired'],
  [
    'ERR_FP_API_KEY',
    'wants a key of the whole workspace',
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
  ['ERR_FP_API_STATUS', 'takes no request as large', 'payload_too_large'],
];

const DOCUMENTED: ReadonlyMap<string, readonly [FingerprintErrorCode, string]> = new Map(
  MEANINGS.flatMap(([code, what, ...apiCodes]) =>
    apiCodes.map((apiCode) => [apiCode, [code, what]] as const),
  ),
);

/** Tells the errors of a generation that has no codes by what it has; undefined for what is none of them. */
export type CodelessErrors = (
  status: number,
  body: { json: JsonObject | undefined; text: string },
) => FingerprintErrorCode | undefined;

/** The body as JSON, or undefined where it is none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/**
 * The error that an answer other than 200 stands for. The API's documented codes decide, never its messages. Without one,
 * a 429 is a limit and a 5xx a failure, whoever on the way says so; all else is no answer of the API.
 * @param codeless The errors of a generation without codes.
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
  // The API's own form, and a reason that is new.
  if ((status === 401 || status === 403) && apiCode !== undefined)
    return ['ERR_FP_API_KEY', 'refuses this key'];
  return ['ERR_FP_FOREIGN_ANSWER', 'did not answer itself: something else did, in its place'];
}

function meaningOf(code: FingerprintErrorCode | undefined) {
  const meaning = MEANINGS.find(([known]) => known === code);
  return meaning && ([meaning[0], meaning[1]] as const);
}

/** Upstream text in a message of ours: short, and nothing but a code. */
const printable = (code: string): string => code.replace(/[^\w .-]/g, '').slice(0, 64);

/** A 200 that is no JSON: no answer of the API. */
export const foreignAnswer = (): FingerprintError =>
  new FingerprintError(
    'ERR_FP_FOREIGN_ANSWER',
    'the Server API did not answer itself: something else did, in its place (HTTP 200 without JSON)',
    { status: 200 },
  );

/**
 * True for an answer that may be about the id alone, as nothing in it shows that the API gave it: a gateway, a firewall or
 * a router on the way can take offence at an id.
 */
export function isDoubtful({ code, status = 0, apiCode }: FingerprintError): boolean {
  if (code === 'ERR_FP_FOREIGN_ANSWER' || code === 'ERR_FP_BAD_RESPONSE') return true;
  const undocumented = !DOCUMENTED.has(apiCode ?? '');
  return undocumented && (code === 'ERR_FP_API_KEY' || (code === 'ERR_FP_API_STATUS' && status < 300));
}

/** True for an error in which the API speaks for itself, of what it was asked. */
export const isOwnWord = ({ code, status, apiCode }: FingerprintError): boolean =>
  (code === 'ERR_FP_EVENT_NOT_FOUND' && status === 404) || DOCUMENTED.has(apiCode ?? '');

/**
 * The limit that products of an event were refused by, although the answer was a 200: it stands for a 429. Undefined where
 * none was.
 * @param failed Name to code, as in an event.
 */
export function limitInside(failed: Readonly<Record<string, string>>): FingerprintError | undefined {
  const apiCode = Object.values(failed).find((code) => DOCUMENTED.get(code)?.[0] === 'ERR_FP_RATE_LIMITED');
  if (apiCode === undefined) return undefined;
  return new FingerprintError('ERR_FP_RATE_LIMITED', "the Server API limits this key's requests (in a 200)", {
    status: 429,
    apiCode,
  });
}

/** What an event stands for in which nothing but errors is: a 500. */
export const failureInside = (): FingerprintError =>
  new FingerprintError('ERR_FP_API_STATUS', 'the Server API failed (in a 200)', { status: 500 });

/** The error of a lookup that is not made, or is cut off, because the budget is spent. */
export function overBudget(retryAfterMs?: number, cause?: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_BUDGET', 'the budget of lookups is spent', { retryAfterMs, cause });
}

/**
 * Why a request was aborted, as it counts for one that may have waited in a queue of this process: then its time went there.
 * @param hasQueued Asked only of a request whose time was up although this process ran.
 */
export const afterQueue = (reason: unknown, hasQueued: () => boolean): unknown =>
  reason instanceof DeadlineExceeded && !reason.heldUp && hasQueued()
    ? overBudget(undefined, reason)
    : reason;

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
