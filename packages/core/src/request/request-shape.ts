import { FingerprintError } from '../lib/errors.js';
import { isObject } from '../lib/is-object.js';
import type { IncomingHeaders, IncomingRequest } from './incoming-request.js';

/**
 * Checks that a value has the form of a request before anything is read from it: anything else is an error, and nothing
 * is judged.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function requireIncomingRequest(value: unknown): asserts value is IncomingRequest {
  requireRequestLine(value);
  const { headers, ip, remoteAddress } = value as Readonly<Record<string, unknown>>;
  requireHeaders(headers);
  if (!isAddress(ip)) throw unexpected('request.ip', 'a string or undefined');
  if (!isAddress(remoteAddress)) throw unexpected('request.remoteAddress', 'a string or undefined');
}

/**
 * Checks the parts of a request that say what it requests.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function requireRequestLine(value: unknown): void {
  requireObject(value, 'a request: { method, url, headers }');
  const { method, url, route } = value as Readonly<Record<string, unknown>>;
  if (!isString(method)) throw unexpected('request.method', 'a string');
  if (!isString(url)) throw unexpected('request.url', 'a string, the path and the query');
  if (route !== undefined && !isString(route)) throw unexpected('request.route', 'a string or undefined');
}

/**
 * Checks the headers alone.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function requireHeaders(headers: unknown): asserts headers is IncomingHeaders {
  if (!isRecord(headers))
    throw unexpected('headers', 'an object of strings by name; for a fetch Request, use fromFetchRequest');
  for (const value of Object.values(headers))
    if (!isHeaderValue(value))
      throw unexpected('headers', 'each value to be a string or an array of strings');
}

/**
 * Checks headers as they were received.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function requireRawHeaders({ rawHeaders }: IncomingRequest): void {
  if (rawHeaders === undefined) return;
  if (!Array.isArray(rawHeaders) || rawHeaders.length % 2 !== 0 || !rawHeaders.every(isString))
    throw unexpected('request.rawHeaders', 'strings, names and values in turn');
}

/**
 * Checks a fetch `Request` of any implementation.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function requireFetchRequest(value: unknown): void {
  const { method, url, headers } = isObject(value) ? value : {};
  const isRequest = isString(method) && isString(url) && isObject(headers) && Symbol.iterator in headers;
  if (!isRequest) throw new FingerprintError('ERR_FP_OPTION', 'expected a fetch Request');
}

/**
 * Makes sure that a value is an object with fields.
 * @param expected What it should be, in words.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function requireObject(value: unknown, expected: string): asserts value is object {
  if (!isObject(value)) throw new FingerprintError('ERR_FP_OPTION', `expected ${expected}`);
}

const unexpected = (name: string, expected: string): FingerprintError =>
  new FingerprintError('ERR_FP_OPTION', `${name}: expected ${expected}`);

const isString = (value: unknown): boolean => typeof value === 'string';

/** `null` counts as absent. */
const isAddress = (value: unknown): boolean => value === undefined || value === null || isString(value);

/** Neither a `Headers` or a `Map`, whose entries are no fields, nor a promise of headers. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !(Symbol.iterator in value) && typeof value.then !== 'function';
}

/** Some servers write numbers. */
const isHeaderValue = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isPrimitive) : isPrimitive(value);

const isPrimitive = (value: unknown): boolean =>
  value === null || !['object', 'function', 'symbol'].includes(typeof value);
