import { hostOf } from './access.js';

/**
 * True unless a browser says that another site's page sent this request. For read-only routes, whose answers browsers
 * withhold from other sites anyway.
 */
export function isNotForeign({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  return site === null || site === 'same-origin' || site === 'none';
}

/** True only if the inspector's own page sent this request. */
export function isOwnOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  // No script can set this header, and proxies do not change it, unlike `Host`.
  if (site !== null) return site === 'same-origin';
  const origin = request.headers.get('origin');
  return origin !== null && URL.canParse(origin) && new URL(origin).host === hostOf(request).toLowerCase();
}
