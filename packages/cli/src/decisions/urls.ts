import { UsageError } from '../usage-error.js';

/** True for a URL of a web server. */
export const isHttp = (location: string): boolean => /^https?:\/\//i.test(location);

/** True if the name in a URL is that of a Parquet file. */
export const isParquetUrl = (url: string): boolean => /\.parquet$/i.test(withoutSecrets(url));

/** The name of a URL for messages: the query of a signed URL is a secret, as is a password. */
export function withoutSecrets(url: string): string {
  const shown = url.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9]*:\/\/)[^/]*@/i, '$1');
  if (isHttp(url) && !URL.canParse(url)) throw new UsageError(`${shown}: not a URL`);
  return shown;
}
