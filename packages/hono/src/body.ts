import type { Context, HonoRequest } from 'hono';
import { nodeRequest } from './request.js';

const JSON_TYPE = /^application\/(.+\+)?json$/;
const FORM_TYPE = /^application\/x-www-form-urlencoded$|^multipart\/form-data$/;
/** The errors that the readers throw for a body that is not of its declared type. */
const UNREADABLE = /^(Syntax|Type)Error$/;

/**
 * Reads the body as JSON or a form, with Hono's own cached readers, so that handlers can read it again, and leaves it
 * unread on `c.req.raw`, for code that makes another request of that. `null` if it is neither although it says so;
 * undefined if it is of another type, is larger than `maxBytes`, or was read without those readers.
 */
export async function readBody(c: Context, maxBytes: number): Promise<unknown> {
  const { req } = c;
  const [mediaType = ''] = (req.header('content-type') ?? '').toLowerCase().split(';');
  const type = mediaType.trimEnd();
  const isForm = FORM_TYPE.test(type);
  if (!isForm && !JSON_TYPE.test(type)) return undefined;
  const isUnread = Object.keys(req.bodyCache).length === 0;
  if (isUnread && (req.raw.bodyUsed || !(await fits(req, maxBytes)))) return undefined;
  try {
    // The bytes first: they are kept, and the readers convert them as requested.
    if (isUnread) keepUnread(c, await req.arrayBuffer());
    return isForm ? await readForm(req) : await req.json();
  } catch (error) {
    // Errors in what the client wrote; all others, such as a body above a limit, are the application's to answer.
    if (UNREADABLE.test((error as Error).name)) return null;
    throw error;
  }
}

/** Puts a body back that was read. */
function keepUnread(c: Context, body: ArrayBuffer): void {
  const { raw } = c.req;
  if (!raw.bodyUsed) return;
  const { url, method, headers, signal } = raw;
  // The request that Node's adapter passes is no `Request` if the adapter leaves the global one alone.
  c.req.raw = nodeRequest(c)
    ? new Request(url, { method, headers, signal, body })
    : new Request(raw, { body });
}

/** A name that is sent twice has an array. */
async function readForm(req: HonoRequest): Promise<Record<string, unknown>> {
  // First, because it keeps the text too: with only the form, another text is made of it.
  await req.parseBody();
  const values = new Map<string, unknown[]>();
  (await req.formData()).forEach((value, name) => {
    values.get(name)?.push(value) ?? values.set(name, [value]);
  });
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]]));
}

/**
 * True if the body is no larger; its length is trusted, as servers hold bodies to it. A handler can read it all the
 * same.
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
