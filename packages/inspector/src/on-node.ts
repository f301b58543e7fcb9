import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from './call.js';

/** The host in URLs that are built from Node's, which have none. The real one is in the `Host` header. */
const BASE = 'http://inspector.invalid';

/** Node's request, with the properties that middleware may add. */
type NativeRequest = IncomingMessage & { readonly body?: unknown };

/** Builds a call from Node's request, also that of HTTP/2. */
export function callOf(native: NativeRequest): Call {
  const headers = new Headers();
  for (const [name, value] of Object.entries(native.headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const authority = native.headers[':authority'];
  if (typeof authority === 'string' && !headers.has('host')) headers.set('host', authority);
  return {
    request: new Request(urlOf(native), { method: methodOf(native), headers }),
    ip: native.socket?.remoteAddress,
    native,
    readBody: (maxBytes) => readBody(native, maxBytes),
  };
}

/** Methods that a `Request` cannot have. */
const FORBIDDEN = /^(?:connect|trace|track)$/i;

/** Replaces a forbidden method by one that gets the same answer as any other unsupported method. */
const methodOf = ({ method = 'GET' }: NativeRequest): string => (FORBIDDEN.test(method) ? 'OPTIONS' : method);

/** A target such as `*`, or an absolute URL, is not a path of the inspector. */
function urlOf({ url = '/' }: NativeRequest): string {
  const target = `${BASE}/${url.replace(/^\/+/, '')}`;
  return URL.canParse(target) ? target : BASE;
}

async function readBody(native: NativeRequest, maxBytes: number): Promise<string> {
  const parsed = native.body;
  // Express 4 leaves an empty object if no parser read the body.
  if (native.readableDidRead && parsed !== undefined && parsed !== null) return textOf(parsed);
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  // The unread rest must not close the connection, because the answer goes out on it.
  for await (const chunk of native.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError('the body is too long');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Turns a body that a parser has read back into text. */
function textOf(parsed: unknown): string {
  if (typeof parsed === 'string') return parsed;
  return Buffer.isBuffer(parsed) ? parsed.toString() : JSON.stringify(parsed);
}

/** Writes a response to Node's; resolves when it is written, or its client is gone. */
export async function writeResponse(response: Response, native: ServerResponse): Promise<void> {
  native.statusCode = response.status;
  for (const [name, value] of response.headers) native.setHeader(name, value);
  const reader = response.body?.getReader();
  if (!reader) {
    native.end();
    return;
  }
  const gone = new Promise<void>((resolve) => native.once('close', resolve));
  gone.then(() => reader.cancel()).catch(() => undefined);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!native.write(value))
      await Promise.race([new Promise((resolve) => native.once('drain', resolve)), gone]);
  }
  native.end();
}
