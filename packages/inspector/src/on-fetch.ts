import type { Call } from './call.js';

/** A runtime's information about a connection. */
export interface Connection {
  /** The address at the other end, such as `getConnInfo(c).remote.address` in Hono. */
  ip?: string | undefined;
}

/** Builds a call from a fetch `Request`. */
export function callOfFetch(request: Request, connection: Connection | undefined): Call {
  const ip = connection?.ip;
  return {
    request,
    ip: typeof ip === 'string' ? ip : undefined,
    native: undefined,
    readBody: (maxBytes) => readBody(request, maxBytes),
  };
}

async function readBody(request: Request, maxBytes: number): Promise<string> {
  const reader = request.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel();
      throw new RangeError('the body is too long');
    }
    text += decoder.decode(value, { stream: true });
  }
}
