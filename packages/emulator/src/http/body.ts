import type { IncomingMessage } from 'node:http';

/** The longest body that the emulator reads: 1 MiB. */
export const MAX_BODY_BYTES = 1_048_576;

/** Reads a request's body as a string; `undefined` if it is longer than `maxBodyBytes`. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // The rest is read, not kept: not reading it would break the connection that the answer goes out on.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}
