import { FingerprintError } from '@fingerprint-guard/core/fetch';
import type { NextRequest } from 'next/server.js';

/**
 * Which requests a proxy judges: paths, or a function. A path is as in Next's `config.matcher`, without the `basePath`:
 * `/api/login`, `/api/orders/:id`, and at its end `:rest*` (anything or nothing) or `:rest+` (at least one part). A method in
 * front, as in `'POST /api/login'`, judges that method alone; `GET` includes `HEAD`.
 */
export type ProxyMatcher =
  | string
  | readonly string[]
  | ((request: NextRequest) => boolean | Promise<boolean>);

type Matches = (request: NextRequest) => boolean | Promise<boolean>;

const PATTERN = /^(?:([A-Z]+) +)?(\/[^\s]*)$/;
/** A part of a path: one that has to be there as it is, or a name for whatever is there. */
const PART = /^(?:([\w.~@!$&',;=%-]+)|:\w+([*+]?))$/;

/** @throws FingerprintError `ERR_FP_OPTION` for a pattern of another form. */
export function readMatcher(matcher: ProxyMatcher): Matches {
  if (typeof matcher === 'function') return matcher;
  const patterns = (typeof matcher === 'string' ? [matcher] : matcher) as readonly unknown[];
  if (!Array.isArray(patterns) || patterns.length === 0)
    throw wrong('expected paths, such as "/api/login", or a function');
  const routes = patterns.map(readPattern);
  return ({ method, nextUrl }) => {
    const parts = partsOf(nextUrl.pathname);
    const meant = method === 'HEAD' ? 'GET' : method;
    return routes.some((route) => (route.method ?? meant) === meant && route.path.test(parts));
  };
}

function readPattern(pattern: unknown): { method: string | undefined; path: RegExp } {
  const [, method, path = ''] = (typeof pattern === 'string' && PATTERN.exec(pattern)) || [];
  if (path === '')
    throw wrong('expected paths that begin with a slash, such as "/api/login" or "POST /api/login"');
  const parts = path.split('/').filter((part) => part !== '');
  const source = parts.map((part, index) => {
    const [found, literal, repeat] = PART.exec(part) ?? [];
    if (found === undefined || (repeat && index < parts.length - 1))
      throw wrong(
        'a part of a path is a name, ":name", or, as the last, ":name*" or ":name+"; for anything else pass a function',
      );
    if (literal !== undefined) return partsOf(literal).replace(/[.$]/g, '\\$&');
    return repeat ? `(?:/[^/]+)${repeat}` : '/[^/]+';
  });
  return { method: method === 'HEAD' ? 'GET' : method, path: new RegExp(`^${source.join('')}$`, 'i') };
}

/**
 * A path as its parts, each after a slash. What servers read differently counts as what would be guarded: encoded characters,
 * slashes at the end or twice, backslashes, and, in the pattern, capitals.
 */
function partsOf(path: string): string {
  const parts = decoded(path).split(/[/\\]+/);
  return parts.map((part) => part && `/${part}`).join('');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const wrong = (issue: string) => new FingerprintError('ERR_FP_OPTION', `fingerprintProxy: matcher: ${issue}`);
