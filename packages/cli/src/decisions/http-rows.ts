import { Readable } from 'node:stream';
import { type HttpOptions, HttpRequest } from './http-request.js';
import type { Rows } from './rows.js';
import type { Source } from './sources.js';
import { streamRows } from './stream-rows.js';

/**
 * Reads lines of JSON from a server, also compressed ones.
 * @throws UsageError unless all of it arrives.
 */
export function httpRows({ name, location }: Source, options: HttpOptions): Rows {
  const request = new HttpRequest(name, location, options);
  const input = Readable.from(request.chunks(), { objectMode: false });
  return { ...streamRows(input), share: () => request.share };
}
