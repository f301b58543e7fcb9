import type { Warn } from '../lib/warnings.js';
import { hasBody, headerValue, type IncomingRequest } from '../request/incoming-request.js';

const PARSEABLE = /^application\/(.+\+)?json\b|^application\/x-www-form-urlencoded\b/i;

/** Hints at a body parser that is missing, or that runs too late, where a request has a body that nobody parsed. */
export function hintUnparsedBody({ headers, body }: IncomingRequest, warn: Warn): void {
  if (body !== undefined || !hasBody(headers) || !PARSEABLE.test(headerValue(headers, 'content-type') ?? ''))
    return;
  warn(
    'unparsed-body',
    'a request names no event and its body is not parsed: put the body parser before this guard, or raise its limit',
  );
}
