import { FingerprintError } from '../lib/errors.js';
import { headerValue, type IncomingRequest } from './incoming-request.js';

/** Tells whether an origin is allowed. */
export type OriginMatcher = (origin: string) => boolean;

const WILDCARD = /^(https?):\/\/\*\.(.+)$/;

/**
 * Reads the origin of a URL in its normal form (lower case, default port left out).
 * Undefined for a value without an origin: `null`, `file:`, an unreadable string.
 */
export function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  try {
    const { origin } = new URL(url);
    return origin === 'null' ? undefined : origin;
  } catch {
    return undefined;
  }
}

/**
 * Reads the origin that a request comes from, in its normal form: its `Origin` header, else the origin of its
 * `Referer`. `null`, which strict referrer policies produce for honest forms, counts as not sent; an invalid `Origin`
 * is returned unchanged. **Trust**: a browser sets both and lets no page choose them; any other client sends what it
 * likes.
 */
export function requestOrigin(request: IncomingRequest): string | undefined {
  const origin = headerValue(request.headers, 'origin');
  if (origin !== undefined && origin !== 'null') return originOf(origin) ?? origin;
  return followsLink(request) ? undefined : originOf(headerValue(request.headers, 'referer'));
}

/** True for a navigation, such as through a link: its `Referer` is the page with the link, which may be on any site. */
function followsLink({ method, headers }: IncomingRequest): boolean {
  return method === 'GET' && headerValue(headers, 'sec-fetch-mode') === 'navigate';
}

/**
 * Compiles an allow-list such as `['https://shop.example', 'https://*.shop.example:8443']`. A wildcard matches one or
 * more subdomain labels, never the bare domain.
 * @param path The list's name in messages.
 * @throws FingerprintError `ERR_FP_OPTION` if an entry is not an origin.
 */
export function createOriginMatcher(allowed: readonly string[], path = 'origins'): OriginMatcher {
  const exact = new Set<string>();
  const suffixes: { scheme: string; suffix: string }[] = [];
  allowed.forEach((entry, index) => {
    const wildcard = WILDCARD.exec(entry);
    const origin = bareOrigin(wildcard ? `${wildcard[1]}://${wildcard[2]}` : entry);
    if (origin === undefined) {
      throw new FingerprintError(
        'ERR_FP_OPTION',
        `${path}[${index}]: not an origin such as "https://shop.example"`,
      );
    }
    if (wildcard)
      suffixes.push({ scheme: `${wildcard[1]}://`, suffix: `.${origin.slice(origin.indexOf('//') + 2)}` });
    else exact.add(origin);
  });
  return (origin) =>
    exact.has(origin) ||
    suffixes.some(
      ({ scheme, suffix }) =>
        origin.startsWith(scheme) && origin.endsWith(suffix) && origin.length > scheme.length + suffix.length,
    );
}

/** Returns an http(s) origin without path, query or credentials; undefined for anything else. */
function bareOrigin(entry: string): string | undefined {
  const origin = typeof entry === 'string' && !entry.includes('*') ? originOf(entry) : undefined;
  if (origin === undefined || !/^https?:/.test(origin)) return undefined;
  const { pathname, search, hash, username, password } = new URL(entry);
  return pathname === '/' && !search && !hash && !username && !password ? origin : undefined;
}
