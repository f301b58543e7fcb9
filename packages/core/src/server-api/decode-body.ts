import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { MAX_BODY_BYTES, type TransportResponse, tooLarge } from './transport.js';

const OPTIONS = { maxOutputLength: MAX_BODY_BYTES };

/** Decoders by their names in HTTP. `deflate` may or may not have a header, because servers disagree. */
const DECODERS: ReadonlyMap<string, (body: Uint8Array) => Uint8Array> = new Map([
  ['gzip', (body) => gunzipSync(body, OPTIONS)],
  ['x-gzip', (body) => gunzipSync(body, OPTIONS)],
  ['br', (body) => brotliDecompressSync(body, OPTIONS)],
  [
    'deflate',
    (body) => (((body[0] ?? 0) & 0x0f) === 8 ? inflateSync(body, OPTIONS) : inflateRawSync(body, OPTIONS)),
  ],
  ['identity', (body) => body],
]);

/**
 * Decodes a body that something on the way compressed, which undici leaves to its caller. Compression is never
 * requested, but a gateway may use it all the same. Synchronous: inflating an event takes far less time than handing it
 * to a thread.
 * @throws Error for an unknown encoding, or if the body is not in the named one.
 */
export function decodeBody(body: Uint8Array, headers: TransportResponse['headers']): Uint8Array {
  const given = [headers['content-encoding'] ?? []].flat().join(',');
  if (given === '') return body;
  const encodings = given.split(',').map((encoding) => encoding.trim().toLowerCase());
  return encodings.reduceRight((encoded, encoding) => {
    const decode = DECODERS.get(encoding);
    if (!decode) throw new Error('the answer is in an unknown encoding');
    try {
      return decode(encoded);
    } catch (cause) {
      throw (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        ? tooLarge()
        : new Error('the answer is not in the encoding that it names', { cause });
    }
  }, body);
}
