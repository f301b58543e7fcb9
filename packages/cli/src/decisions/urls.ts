import { UsageError } from '../usage-error.js';

/** True for a URL of a web server. */
export const isHttp = (location: string): boolean => /^https?:\/\//i.test(location);

/** True if the name in a URL is that of a Parquet file. */
export const isParquetUrl = (url: string): boolean => /\.parquet$/i.test(withoutSecrets(url));

/**
 * The name of a URL for messages: the query of a signed URL is a secret, as is a password. Of what cannot be read as a URL,
 * any part may be one.
 */
export function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) {
    const scheme = url.slice(0, url.indexOf(':'));
    if (isHttp(url)) throw new UsageError(`${scheme}://…: not a URL`);
    return `${scheme}://…`;
  }
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
