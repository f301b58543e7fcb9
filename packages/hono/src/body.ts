import { bodyTypeOf, formFields, isUnreadableBody } from '@fingerprint-guard/core/fetch';
import type { Context, HonoRequest } from 'hono';
import { nodeRequest } from './request.js';

/**
 * Reads the body as JSON or a form, with Hono's own cached readers, so that handlers can read it again, and leaves it
 * unread on `c.req.raw`, for code that builds another request from that. `null` if it is not what its type says;
 * undefined if it is of another type, is larger than `maxBytes`, or was read without those readers.
 */
export async function readBody(c: Context, maxBytes: number): Promise<unknown> {
  const { req } = c;
  const type = bodyTypeOf(req.header('content-type'));
  if (type === undefined) return undefined;
  const isUnread = Object.keys(req.bodyCache).length === 0;
  if (isUnread && (req.raw.bodyUsed || !(await fits(req, maxBytes)))) return undefined;
  try {
    // The bytes first: they are kept, and the readers convert them as requested.
    if (isUnread) keepUnread(c, await req.arrayBuffer());
    return type === 'form' ? await readForm(req) : await req.json();
  } catch (error) {
    if (isUnreadableBody(error)) return null;
    throw error;
  }
}

/** Restores a body that was read. */
function keepUnread(c: Context, body: ArrayBuffer): void {
  const { raw } = c.req;
  if (!raw.bodyUsed) return;
  const { url, method, headers, signal } = raw;
  // The request that Node's adapter passes is not a `Request` if the adapter does not replace the global class.
  c.req.raw = nodeRequest(c)
    ? new Request(url, { method, headers, signal, body })
    : new Request(raw, { body });
}

async function readForm(req: HonoRequest): Promise<Record<string, unknown>> {
  // First, because it keeps the text too: Hono would otherwise derive a different text from the form.
  await req.parseBody();
  return formFields(await req.formData());
}

/**
 * True if the body is no larger; a declared length is trusted, because servers enforce it. A handler can still read the
 * body.
 */
async function fits(req: HonoRequest, maxBytes: number): Promise<boolean> {
  const length = req.header('content-length');
  const isToldLength = length !== undefined && req.header('transfer-encoding') === undefined;
  if (isToldLength) return Number(length) <= maxBytes;
  const { body } = req.raw;
  if (!body) return true;

  const reader = body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; size <= maxBytes; ) {
    const { done, value } = await reader.read();
    if (done) {
      req.raw = new Request(req.raw, { body: await new Blob(chunks).arrayBuffer() });
      return true;
    }
    chunks.push(value);
    size += value.byteLength;
  }
  // Node requires `duplex` of a request whose body is a stream.
  req.raw = new Request(req.raw, { body: resumed(chunks, reader), duplex: 'half' } as RequestInit);
  return false;
}

/** Builds a stream of the part that was read, followed by the part that was not. */
function resumed(
  chunks: Uint8Array<ArrayBuffer>[],
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const next = chunks.length > 0 ? { done: false, value: chunks.shift() } : await reader.read();
      if (next.value) controller.enqueue(next.value);
      if (next.done) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
