import { STATUS_CODES } from 'node:http';
import { type Answer, json } from '../http/answer.js';

/**
 * The documented errors: status, then code and message in v4, then in v3. The first of each status is what that
 * status means by default. If one generation lacks an error, its closest one stands for it.
 */
const DOCUMENTED = [
  [400, 'request_cannot_be_parsed', 'invalid event_id', 'RequestCannotBeParsed', 'request body is not valid'],
  [400, 'ruleset_not_found', 'ruleset not found', 'RequestCannotBeParsed', 'ruleset not found'],
  [400, 'request_read_timeout', 'request read timeout', 'RequestReadTimeout', 'request read timeout'],
  [
    403,
    'secret_api_key_not_found',
    'no fingerprint workspace found for specified secret API key',
    'TokenNotFound',
    'secret key is not found',
  ],
  [
    403,
    'secret_api_key_required',
    'secret API key in header is missing or empty',
    'TokenRequired',
    'secret key is required',
  ],
  [403, 'wrong_region', 'wrong region', 'WrongRegion', 'wrong region'],
  [403, 'subscription_not_active', 'forbidden', 'SubscriptionNotActive', 'forbidden'],
  [403, 'feature_not_enabled', 'feature not enabled', 'FeatureNotEnabled', 'feature not enabled'],
  [
    403,
    'workspace_scoped_secret_key_required',
    'a workspace-scoped secret key is required',
    'WorkspaceScopedSecretKeyRequired',
    'a workspace-scoped secret key is required',
  ],
  [404, 'event_not_found', 'event id not found', 'RequestNotFound', 'request id is not found'],
  [404, 'visitor_not_found', 'visitor not found', 'VisitorNotFound', 'visitor not found'],
  [
    409,
    'state_not_ready',
    'resource is not mutable yet, try again',
    'StateNotReady',
    'resource is not mutable yet, try again',
  ],
  [413, 'payload_too_large', 'payload too large', 'Failed', 'payload too large'],
  [429, 'too_many_requests', 'too many requests', 'TooManyRequests', 'too many requests'],
  [500, 'failed', 'internal server error', 'Failed', 'internal server error'],
  [503, 'service_unavailable', 'service unavailable', 'Failed', 'service unavailable'],
  [504, 'failed', 'gateway timeout', 'Failed', 'gateway timeout'],
] as const;

/** The errors that the emulator can answer with, by their code in v4. */
type ApiErrorCode = (typeof DOCUMENTED)[number][1];

/** Writes an error in the shape that a call has. */
type ErrorShape = (status: number, code: string, message: string, headers?: Record<string, string>) => Answer;

/** The errors of one call: the codes of its generation, in its own shape. */
export interface ApiErrors {
  /** True if a 429 says how long to wait. */
  readonly tellsRetryAfter: boolean;
  /** Returns the documented answer for an error, which may say what exactly is invalid. */
  of(code: ApiErrorCode, message?: string, headers?: Record<string, string>): Answer;
  /** Returns the documented answer for a status, with one code of either generation if that is given. */
  forStatus(status: number, code?: string): Answer;
}

/** Writes an error as an object with a code: the shape of most calls. */
export const errorAnswer: ErrorShape = (status, code, message, headers) =>
  json(status, { error: { code, message } }, headers);

/** Writes an error as a plain string. */
const plainError: ErrorShape = (status, _, message, headers) => json(status, { error: message }, headers);

/** The errors of v4. */
export const V4_ERRORS: ApiErrors = errors('v4', errorAnswer);

/** The errors of v3, except those of a visitor's visits. */
export const V3_ERRORS: ApiErrors = errors('v3', errorAnswer);

/** The errors of a visitor's visits, in v3 and in 2019. */
export const VISITS_ERRORS: ApiErrors = errors('v3', plainError, true);

function errors(generation: 'v4' | 'v3', shape: ErrorShape, tellsRetryAfter = false): ApiErrors {
  const wordsOf = ([, v4Code, v4Message, v3Code, v3Message]: (typeof DOCUMENTED)[number]) =>
    generation === 'v4' ? ([v4Code, v4Message] as const) : ([v3Code, v3Message] as const);
  return {
    tellsRetryAfter,
    of: (code, message, headers) => {
      const entry = DOCUMENTED.find((known) => known[1] === code) ?? DOCUMENTED[0];
      const [own, usual] = wordsOf(entry);
      return shape(entry[0], own, message ?? usual, headers);
    },
    forStatus: (status, code) => {
      const entry = DOCUMENTED.find(
        ([known, v4Code, , v3Code]) =>
          known === status && (code === undefined || code === v4Code || code === v3Code),
      );
      if (entry) {
        const [own, message] = wordsOf(entry);
        return shape(status, own, message);
      }
      const usual = generation === 'v4' ? 'failed' : 'Failed';
      return shape(status, code ?? usual, (STATUS_CODES[status] ?? 'error').toLowerCase());
    },
  };
}
