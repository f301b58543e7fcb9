import { awaitBody, bodyTypeOf, formFields } from '@fingerprint-guard/core/fetch';
import type { Context, HonoRequest } from 'hono';
import { nodeRequest } from './request.js';

/**
 * Reads the body as JSON or a form, with Hono's own cached readers, so that handlers can read it again, and leaves it
 * unread on `c.req.raw`, for code that builds another request from that. `null` if it is not what its type says, breaks
 * off, or does not end; undefined if it is of another type, is larger than `maxBytes`, or was read without those readers.
 * Rejects with an error that another middleware answers.
 */
export async function readBody(c: Context, maxBytes: number): Promise<unknown> {
  const type = bodyTypeOf(c.req.header('content-type'));
  if (type === undefined) return undefined;
  // On Node, the body of a client that is gone ends by itself, and a signal would have to be created first.
  const signal = nodeRequest(c) ? undefined : c.req.raw.signal;
  try {
    return await awaitBody(readAs(type, c, maxBytes), signal);
  } catch (error) {
    if (hasAnswer(error)) throw error;
    return null;
  }
}

async function readAs(type: 'json' | 'form', c: Context, maxBytes: number): Promise<unknown> {
  const { req } = c;
  const isUnread = Object.keys(req.bodyCache).length === 0;
  if (isUnread && (req.raw.bodyUsed || !(await fits(req, maxBytes)))) return undefined;
  // The bytes first: they are kept, and the readers convert them as requested.
  if (isUnread) keepUnread(c, await req.arrayBuffer());
  return type === 'form' ? readForm(req) : req.json();
}

/** True for an exception of Hono, and for what its limit on bodies throws: a middleware around this one answers it. */
function hasAnswer(error: unknown): boolean {
  const { getResponse, name } = Object(error);
  return typeof getResponse === 'function' || name === 'BodyLimitError';
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
  let isWhole = false;
  try {
    isWhole = await readUpTo(maxBytes, reader, chunks);
    return isWhole;
  } finally {
    const again = isWhole ? await new Blob(chunks).arrayBuffer() : resumed(chunks, reader);
    // Node requires `duplex` of a request whose body is a stream.
    req.raw = new Request(req.raw, { body: again, duplex: 'half' } as RequestInit);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** True if the stream ended by then. */
async function readUpTo(maxBytes: number, reader: Reader, into: Uint8Array[]): Promise<boolean> {
  for (let size = 0; size <= maxBytes; ) {
    const { done, value } = await reader.read();
    if (done) return true;
    into.push(value);
    size += value.byteLength;
  }
  return false;
}

/** Builds a stream of the part that was read, followed by the part that was not, or by how it breaks off. */
function resumed(chunks: Uint8Array<ArrayBuffer>[], reader: Reader): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const next = chunks.length > 0 ? { done: false, value: chunks.shift() } : await reader.read();
      if (next.value) controller.enqueue(next.value);
      if (next.done) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
