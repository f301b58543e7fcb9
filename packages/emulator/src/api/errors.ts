import { STATUS_CODES } from 'node:http';
import { type Answer, json } from '../http/answer.js';

/** The documented errors, the first of each status being what that status means unless told otherwise. */
const documented = [
  [400, 'request_cannot_be_parsed', 'invalid event_id'],
  [400, 'ruleset_not_found', 'ruleset not found'],
  [400, 'request_read_timeout', 'request read timeout'],
  [403, 'secret_api_key_not_found', 'no fingerprint workspace found for specified secret API key'],
  [403, 'secret_api_key_required', 'secret API key in header is missing or empty'],
  [403, 'wrong_region', 'wrong region'],
  [403, 'subscription_not_active', 'forbidden'],
  [403, 'feature_not_enabled', 'feature not enabled'],
  [404, 'event_not_found', 'event id not found'],
  [404, 'visitor_not_found', 'visitor not found'],
  [409, 'state_not_ready', 'resource is not mutable yet, try again'],
  [413, 'payload_too_large', 'payload too large'],
  [429, 'too_many_requests', 'too many requests'],
  [500, 'failed', 'internal server error'],
  [504, 'failed', 'gateway timeout'],
] as const;

/** The error codes the emulator can answer with. */
export type ApiErrorCode = (typeof documented)[number][1];

/** The documented answer for an error code. */
export function apiError(code: ApiErrorCode): Answer {
  const [status, , message] = documented.find((entry) => entry[1] === code) ?? documented[0];
  return errorAnswer(status, code, message);
}

/** The documented answer for a status, of one code where that is given; any other status is told by its name. */
export function errorForStatus(status: number, code?: string): Answer {
  const entry = documented.find((known) => known[0] === status && (code === undefined || known[1] === code));
  if (entry) return errorAnswer(status, entry[1], entry[2]);
  return errorAnswer(status, code ?? 'failed', (STATUS_CODES[status] ?? 'error').toLowerCase());
}

/** Any error, in the shape all errors have. */
export function errorAnswer(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Answer {
  return json(status, { error: { code, message } }, headers);
}
