import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline, Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { FIRST_BYTES, formatOf } from './first-bytes.js';
import { MAX_LINE_BYTES, parseLine, WRONG_LINES } from './parse-line.js';
import type { Rows, RowValue } from './rows.js';
import type { Source } from './sources.js';

/** Reads lines of JSON from a local file or a named pipe, also compressed ones. */
export function fileRows({ location, bytes }: Source): Rows {
  const input = createReadStream(location, { highWaterMark: CHUNK_BYTES });
  const share = () => (bytes ? Math.min(1, input.bytesRead / bytes) : undefined);
  return { ...streamRows(input), share };
}

/** Smaller chunks slow decompression down. */
const CHUNK_BYTES = 262_144;

/**
 * Reads lines of JSON from a stream, also compressed ones. Unlike DuckDB, it notices a truncated archive, and does not
 * skip lines that are longer than a buffer.
 */
export function streamRows(input: Readable): Rows {
  return {
    async *chunks() {
      const splitter = new LineSplitter();
      try {
        for await (const chunk of await unpacked(input)) yield splitter.split(chunk);
        yield splitter.end();
      } finally {
        // Otherwise a pipe that is not read to its end keeps the process running until the writer ends.
        input.destroy();
      }
    },
    share: () => undefined,
    rejected: async () => [],
  };
}

/** Decompresses a stream according to its first bytes. */
async function unpacked(input: Readable): Promise<AsyncIterable<Buffer>> {
  const chunks = bytesOf(input);
  let head: Buffer = Buffer.alloc(0);
  while (head.length < FIRST_BYTES) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const format = formatOf(head);
  if (format === 'parquet') throw new Error('Parquet cannot be read from a pipe; name a file instead');
  const all = Readable.from(follow(head, chunks), { objectMode: false });
  if (format === 'ndjson') return all;
  return format === 'ndjson.gz' ? through(all, zlib.createGunzip()) : zstdFrame(all);
}

const through = (from: Readable, to: Transform): Transform =>
  pipeline(from, to, () => {
    // What fails shows where it is read.
  });

/** Undefined before Node.js 22.15. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform & zlib.Zlib };

/** Decompresses one frame: the decompressor of Node.js ends with it, and drops what follows. */
async function* zstdFrame(input: Readable): AsyncGenerator<Buffer> {
  if (!createZstdDecompress) throw new Error(`this version of Node.js cannot decompress zstd; ${ADVICE}`);
  const unpack = createZstdDecompress();
  let bytesGiven = 0;
  input.on('data', (chunk: Buffer) => {
    bytesGiven += chunk.length;
  });
  yield* through(input, unpack);
  if (unpack.bytesWritten < bytesGiven)
    throw new Error(
      `only the first frame of zstd can be read from a pipe; name a file instead, or ${ADVICE}`,
    );
}

const ADVICE = 'decompress it first, such as with zstd -dc';

async function* bytesOf(input: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of input) yield Buffer.from(chunk);
}

async function* follow(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

const END_OF_LINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** Splits bytes into lines. It buffers the start of one line, and nothing of a line that is too long. */
class LineSplitter {
  #start: Buffer[] = [];
  #length = 0;
  #isFirst = true;

  split(chunk: Buffer): RowValue[] {
    const rows: RowValue[] = [];
    let from = 0;
    for (let to = chunk.indexOf(END_OF_LINE); to !== -1; to = chunk.indexOf(END_OF_LINE, from)) {
      this.#hold(chunk.subarray(from, to));
      rows.push(this.#take());
      from = to + 1;
    }
    this.#hold(chunk.subarray(from));
    return rows;
  }

  /** Returns the rest after the last line break. */
  end(): RowValue[] {
    return this.#length > 0 ? [this.#take()] : [];
  }

  #hold(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > MAX_LINE_BYTES) this.#start = [];
    else this.#start.push(part);
  }

  #take(): RowValue {
    const isTooLong = this.#length > MAX_LINE_BYTES;
    let line = Buffer.concat(this.#start);
    this.#start = [];
    this.#length = 0;
    if (isTooLong) return { wrong: WRONG_LINES.tooLong };
    if (this.#isFirst && line.indexOf(BYTE_ORDER_MARK) === 0) line = line.subarray(BYTE_ORDER_MARK.length);
    this.#isFirst = false;
    return isUtf8(line) ? parseLine(line.toString()) : { wrong: WRONG_LINES.notUtf8 };
  }
}
