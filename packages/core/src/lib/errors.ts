import { isError } from './is-error.js';

/**
 * Every code that an error of this library can have.
 *
 * - `ERR_FP_OPTION`: an option is missing, unknown, of the wrong type or out of range.
 * - `ERR_FP_POLICY`: a policy has issues; the message lists all of them, `issues` holds them one by one.
 * - `ERR_FP_UNKNOWN_POLICY`: the guard has no policy of that name.
 * - `ERR_FP_NO_GUARD`: a route requires a decision, but no guard was given or attached.
 * - `ERR_FP_CONTEXT`: this adapter cannot check this kind of request, or the place of its decision is locked.
 * - `ERR_FP_CLOSED`: a guard or a client was used after `close()`.
 * - `ERR_FP_BAD_EVENT`: a value is not a Fingerprint event.
 * - `ERR_FP_SEALED`: a sealed result cannot be opened; the message says why.
 * - `ERR_FP_RAW_BODY`: a webhook's body was parsed before its signature was verified, which takes the raw bytes.
 * - `ERR_FP_TIMEOUT`: the Server API did not answer in full within the deadline.
 * - `ERR_FP_NETWORK`: the connection failed: refused, reset, or the name was not found.
 * - `ERR_FP_API_STATUS`: the Server API answered with an unexpected status.
 * - `ERR_FP_BAD_RESPONSE`: the Server API answered 200 with something other than what was requested.
 * - `ERR_FP_FOREIGN_ANSWER`: something else answered in place of the Server API: without JSON, or without an API error
 *   code.
 * - `ERR_FP_RATE_LIMITED`: the Server API answered 429.
 * - `ERR_FP_BUDGET`: the guard's own lookup budget is spent, or its queue took up the deadline.
 * - `ERR_FP_OVERLOADED`: this process was too busy to check the request in time.
 * - `ERR_FP_CLIENT_LIMIT`: lookups are scarce, and most of this client's IDs were unknown.
 * - `ERR_FP_BREAKER_OPEN`: the Server API has been failing; for a few seconds, no request is sent to it.
 * - `ERR_FP_API_KEY`: the Server API refused the key.
 * - `ERR_FP_API_REGION`: the key belongs to another region.
 * - `ERR_FP_API_SUBSCRIPTION`: the subscription is not active, or does not include the call.
 * - `ERR_FP_API_RULESET`: the account has no such ruleset.
 * - `ERR_FP_BAD_REQUEST`: the Server API could not parse the request; or the ID cannot be one, so no request was sent.
 * - `ERR_FP_EVENT_NOT_FOUND`: the Server API knows no such event.
 * - `ERR_FP_VISITOR_NOT_FOUND`: the Server API knows no such visitor.
 * - `ERR_FP_NOT_READY`: the event is too new to be changed; try again later.
 * - `ERR_FP_UNSUPPORTED`: the chosen generation of the Server API lacks this call; the message says which ones have it.
 * - `ERR_FP_PROXY_TRUST`: a warning: the framework trusts every forwarding header.
 */
export type FingerprintErrorCode =
  | 'ERR_FP_OPTION'
  | 'ERR_FP_POLICY'
  | 'ERR_FP_UNKNOWN_POLICY'
  | 'ERR_FP_NO_GUARD'
  | 'ERR_FP_CONTEXT'
  | 'ERR_FP_CLOSED'
  | 'ERR_FP_BAD_EVENT'
  | 'ERR_FP_SEALED'
  | 'ERR_FP_RAW_BODY'
  | 'ERR_FP_TIMEOUT'
  | 'ERR_FP_NETWORK'
  | 'ERR_FP_API_STATUS'
  | 'ERR_FP_BAD_RESPONSE'
  | 'ERR_FP_FOREIGN_ANSWER'
  | 'ERR_FP_RATE_LIMITED'
  | 'ERR_FP_BUDGET'
  | 'ERR_FP_OVERLOADED'
  | 'ERR_FP_CLIENT_LIMIT'
  | 'ERR_FP_BREAKER_OPEN'
  | 'ERR_FP_API_KEY'
  | 'ERR_FP_API_REGION'
  | 'ERR_FP_API_SUBSCRIPTION'
  | 'ERR_FP_API_RULESET'
  | 'ERR_FP_BAD_REQUEST'
  | 'ERR_FP_EVENT_NOT_FOUND'
  | 'ERR_FP_VISITOR_NOT_FOUND'
  | 'ERR_FP_NOT_READY'
  | 'ERR_FP_UNSUPPORTED'
  | 'ERR_FP_PROXY_TRUST';

/** Optional details of an error. */
export interface FingerprintErrorDetails {
  /** HTTP status of the Server API's answer. */
  status?: number | undefined;
  /** The time that the Server API asks to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The Server API's own error code, as it was sent. */
  apiCode?: string | undefined;
  /** One line for each issue. */
  issues?: readonly string[] | undefined;
  /** The error or the value that led to this error. */
  cause?: unknown;
}

/**
 * The one error type of this library; tell errors apart by `code`.
 * Neither the message nor the fields contain a secret, an event ID or an IP address.
 * @example
 * ```ts
 * import { FingerprintError } from '@fingerprint-guard/core';
 *
 * const error = new FingerprintError('ERR_FP_TIMEOUT', 'the store did not answer in time', { cause: 'a slow disk' });
 * error.code; // 'ERR_FP_TIMEOUT'
 * error.help; // the section of the documents about this code
 * ```
 */
export class FingerprintError extends Error {
  override readonly name = 'FingerprintError';
  /** The kind of error: see `FingerprintErrorCode`. */
  readonly code: FingerprintErrorCode;
  /** The document, below `node_modules`, and its section about this code: its meaning, and what to do. */
  readonly help: string;
  /** The HTTP status of the Server API's answer; undefined if the error is not about an answer. */
  readonly status?: number;
  /** The time to wait before the next request, ms; undefined if there is nothing to wait for. */
  readonly retryAfterMs?: number;
  /** The Server API's own error code, as it was sent; undefined without one. */
  readonly apiCode?: string;
  /** One line for each issue in options or a policy; undefined if none are listed. */
  readonly issues?: readonly string[];

  constructor(code: FingerprintErrorCode, message: string, details: FingerprintErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.help = sectionOf('errors', code);
    if (details.status !== undefined) this.status = details.status;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.apiCode !== undefined) this.apiCode = details.apiCode;
    if (details.issues !== undefined) this.issues = details.issues;
  }
}

/**
 * Returns the path of a document's section on a code, a rule or a warning: the documents ship with the core, below
 * `node_modules`.
 */
export const sectionOf = (document: 'errors' | 'rules' | 'doctor' | 'operate', name: string): string =>
  `@fingerprint-guard/core/docs/${document}.md#${name.toLowerCase()}`;

/**
 * True for a `FingerprintError` of this or another copy of the library; compares by name and code, not by class.
 * @example
 * ```ts
 * import { definePolicy, isFingerprintError } from '@fingerprint-guard/core';
 *
 * try {
 *   definePolicy({ rules: { incognitto: 'deny' } });
 * } catch (error) {
 *   if (isFingerprintError(error)) console.log(error.code, error.issues);
 * }
 * ```
 */
export function isFingerprintError(value: unknown): value is FingerprintError {
  return isError(value) && value.name === 'FingerprintError' && 'code' in value;
}
