import { pipeline, Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { FIRST_BYTES, formatOf } from './first-bytes.js';
import { gunzip } from './gzip-members.js';
import { lineBatches } from './line-batches.js';
import { bytesOf } from './read-bytes.js';
import type { Rows } from './rows.js';

/**
 * Reads lines of JSON from a stream, also compressed ones. Unlike DuckDB, it notices a truncated archive, and does not
 * skip lines that are longer than a buffer.
 */
export function streamRows(input: Readable): Rows {
  return {
    async *batches(memory) {
      try {
        yield* lineBatches(bytesOf(await unpacked(input)), memory);
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
  const chunks = chunksOf(input);
  let head: Buffer = Buffer.alloc(0);
  while (head.length < FIRST_BYTES) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const format = formatOf(head);
  if (format === 'parquet')
    throw new Error('Parquet cannot be read as a stream; name a file, or with a URL --format parquet');
  const all = Readable.from(follow(head, chunks), { objectMode: false });
  if (format === 'ndjson') return all;
  return format === 'ndjson.gz' ? gunzip(all) : zstdFrame(all);
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

async function* chunksOf(input: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of input) yield Buffer.from(chunk);
}

async function* follow(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}
