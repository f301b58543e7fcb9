import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from './call.js';

/** Stands for the host in URLs that are made of Node's, which have none. The real one is the header. */
const BASE = 'http://inspector.invalid';

/** What middleware may have put on Node's request. */
type NativeRequest = IncomingMessage & { readonly body?: unknown };

/** A call of Node's request. Of HTTP/2, too. */
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

/** Methods that no `Request` may have. */
const FORBIDDEN = /^(?:connect|trace|track)$/i;

/** One that is answered as any is that reads nothing, if the real one is forbidden. */
const methodOf = ({ method = 'GET' }: NativeRequest): string => (FORBIDDEN.test(method) ? 'OPTIONS' : method);

/** A target such as `*`, or an absolute one, is no path of the inspector. */
function urlOf({ url = '/' }: NativeRequest): string {
  const target = `${BASE}/${url.replace(/^\/+/, '')}`;
  return URL.canParse(target) ? target : BASE;
}

async function readBody(native: NativeRequest, maxBytes: number): Promise<string> {
  const parsed = native.body;
  // Express 4 leaves an empty object if no parser has read the body.
  if (native.readableDidRead && parsed !== undefined && parsed !== null) return textOf(parsed);
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  // What is not read on must not take the connection along: an answer goes out on it.
  for await (const chunk of native.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError('the body is too long');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** A body that a parser has read, as it was sent. */
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
