import { FingerprintError } from '@fingerprint-guard/core/fetch';
import type { NextRequest } from 'next/server.js';

/**
 * The requests that a proxy checks: paths, or a function. A path is as in Next's `config.matcher`, without the
 * `basePath`: `/api/login`, `/api/orders/:id`, and at its end `:rest*` (anything or nothing) or `:rest+` (at least one
 * part). A method in front, as in `'POST /api/login'`, matches that method alone; `GET` includes `HEAD`. Omit the
 * method if the server behind takes another one from a header or a field, such as `X-HTTP-Method-Override`.
 */
export type ProxyMatcher =
  | string
  | readonly string[]
  | ((request: NextRequest) => boolean | Promise<boolean>);

type Matches = (request: NextRequest) => boolean | Promise<boolean>;

const PATTERN = /^(?:(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) +)?(\/[^\s]*)$/;
/** A part of a path: literal text, or a name that matches any part. */
const PART = /^(?:((?!\.{1,2}$)[\w.~@!$&',;=%-]+)|:\w+([*+]?))$/;
/** Characters with a special meaning in a regular expression. */
const SPECIAL = /[\\^$.*+?()[\]{}|]/g;
const SLASHES = /[/\\]/;
const ENCODED_SLASH = /%(?=2f|5c)/gi;
/** An encoded ASCII character, or a run of encoded bytes of other characters. */
const ENCODED = /%[0-7][\da-f]|(?:%[89a-f][\da-f])+/gi;

/** @throws FingerprintError `ERR_FP_OPTION` for a pattern of another form. */
export function readMatcher(matcher: ProxyMatcher): Matches {
  if (typeof matcher === 'function') return async (request) => asBoolean(await matcher(request));
  const patterns = (typeof matcher === 'string' ? [matcher] : matcher) as readonly unknown[];
  if (!Array.isArray(patterns) || patterns.length === 0)
    throw wrong('expected paths, such as "/api/login", or a function');
  const routes = patterns.map(readPattern);
  return ({ method, nextUrl }) => {
    const readings = readingsOf(nextUrl.pathname);
    const meant = method === 'HEAD' ? 'GET' : method;
    return routes.some(
      (route) => (route.method ?? meant) === meant && readings.some((reading) => route.path.test(reading)),
    );
  };
}

function readPattern(pattern: unknown): { method: string | undefined; path: RegExp } {
  const [, method, path = ''] = (typeof pattern === 'string' && PATTERN.exec(pattern)) || [];
  if (path === '')
    throw wrong(
      'expected paths that begin with a slash, optionally after an HTTP method, such as "/api/login" or "POST /api/login"',
    );
  const parts = path.split('/').filter((part) => part !== '');
  const source = parts.map((part, index) => {
    const [found, literal, repeat] = PART.exec(part) ?? [];
    if (found === undefined || (repeat && index < parts.length - 1))
      throw wrong(
        'expected each part of a path to be a name, ":name", or, at the end, ":name*" or ":name+"; for anything else, pass a function',
      );
    if (literal !== undefined) return joined(decoded(literal).split(SLASHES)).replace(SPECIAL, '\\$&');
    return repeat ? `(?:/[^/]+)${repeat}` : '/[^/]+';
  });
  return { method: method === 'HEAD' ? 'GET' : method, path: new RegExp(`^${source.join('')}$`, 'i') };
}

/**
 * Lists the paths that servers may read a path as. They differ in whether an encoded slash or a backslash separates
 * parts, and in how they treat `..`, `;` and encoded characters; a request is judged if any server may read its path as
 * a guarded one.
 */
function readingsOf(path: string): string[] {
  const whole = decoded(path.replace(ENCODED_SLASH, '%25')).split('/');
  const parts = decoded(path).split(SLASHES);
  return [whole, parts, resolved(parts)].map(joined);
}

/** Resolves parts: removes parameters (`;v=1`), as some servers do, and then `.` and `..`. */
function resolved(parts: readonly string[]): string[] {
  const left: string[] = [];
  for (const part of parts) {
    const [name = ''] = part.split(';');
    if (name === '..') left.pop();
    else if (name !== '' && name !== '.') left.push(name);
  }
  return left;
}

/** Joins parts to a path, without trailing or repeated slashes. */
const joined = (parts: readonly string[]) => parts.map((part) => part && `/${part}`).join('');

/** Decodes a path; leaves invalid encodings unchanged. */
const decoded = (path: string) =>
  path.replace(ENCODED, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });

/** Requires a boolean: a function that forgets to return would let every request pass. */
function asBoolean(matches: unknown): boolean {
  if (typeof matches === 'boolean') return matches;
  throw wrong('expected the function to return true or false');
}

const wrong = (issue: string) => new FingerprintError('ERR_FP_OPTION', `fingerprintProxy: matcher: ${issue}`);
