/** A source of bytes: a web stream, or a stream of Node's, which some implementations of `fetch` have as their body. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** A chunk of a stream; one that an application built itself may consist of strings. */
type Chunk = Uint8Array | ArrayBuffer | string;

/** Reads all bytes of a stream; undefined if there are more than `maxBytes`: the rest is not read. */
export async function readBytes(
  stream: ByteStream | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const given of stream ? chunksOf(stream) : []) {
    const chunk = bytesOf(given);
    size += chunk.byteLength;
    // Leaving the loop ends the stream.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function bytesOf(chunk: Chunk): Uint8Array {
  if (typeof chunk === 'string') return new TextEncoder().encode(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk?.byteLength === undefined) throw new TypeError('a body consists of bytes, or of strings');
  return new Uint8Array(chunk);
}

/** A web stream is not iterable on every runtime. */
const chunksOf = (stream: ByteStream): AsyncIterable<Uint8Array> =>
  'getReader' in stream ? readAll(stream) : stream;

async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // Not awaited: a clone's stream ends only once the original ends too, and that may never be read.
    reader.cancel().catch(() => {});
  }
}
