import { isObject } from '../lib/is-object.js';
import type { Warn } from '../lib/warnings.js';
import { hasBody, headerValue, type IncomingRequest } from '../request/incoming-request.js';

const PARSEABLE = /^application\/(.+\+)?json\b|^application\/x-www-form-urlencoded\b/i;
const FORM_WITH_FILES = /^multipart\/form-data\b/i;

/** Hints at a body parser that is missing, or that runs too late, if a request has a body that nobody parsed. */
export function hintUnparsedBody({ headers, body }: IncomingRequest, warn: Warn): void {
  if (!hasBody(headers)) return;
  const mediaType = headerValue(headers, 'content-type') ?? '';
  if (body === undefined && PARSEABLE.test(mediaType))
    warn(
      'unparsed-body',
      'a request carries no event ID and its body is not parsed: put the body parser before this guard, or raise its limit; pass on a body that was read before',
    );
  if (isNothing(body) && FORM_WITH_FILES.test(mediaType))
    warn(
      'unparsed-form',
      'a request carries no event ID and its multipart form is not parsed: have the page send the ID in the header x-fingerprint-event-id, or put the multipart parser before this guard',
    );
}

/** The body that parsers of other types leave for a multipart form. */
const isNothing = (body: unknown): boolean =>
  body === undefined || body === null || (isObject(body) && Object.keys(body).length === 0);
