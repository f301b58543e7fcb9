import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { lineBatches } from './line-batches.js';
import type { Rows } from './rows.js';
import { formatIn, type Source } from './sources.js';
import { streamRows } from './stream-rows.js';

/** Reads lines of JSON from a local file or a named pipe, also compressed ones. */
export function fileRows({ location, format, bytes }: Source): Rows {
  const isPipe = format === undefined;
  if (!isPipe && bytes === 0 && /\.(gz|zst)$/i.test(location)) throw new Error('it is empty, and no archive');
  if (!isPipe && formatIn(location) === 'ndjson') return plainRows(location, bytes);
  const input = createReadStream(location, { highWaterMark: CHUNK_BYTES });
  return { ...streamRows(input), share: () => shareOf(input.bytesRead, bytes) };
}

/** Smaller chunks slow decompression down. */
const CHUNK_BYTES = 262_144;

/** Reads straight into the memory of batches. */
function plainRows(path: string, bytes: number | undefined): Rows {
  let bytesRead = 0;
  return {
    async *batches(memory) {
      const file = await open(path);
      try {
        yield* lineBatches(async (into) => {
          const { bytesRead: count } = await file.read(into);
          bytesRead += count;
          return count;
        }, memory);
      } finally {
        await file.close();
      }
    },
    share: () => shareOf(bytesRead, bytes),
    rejected: async () => [],
  };
}

const shareOf = (read: number, bytes: number | undefined): number | undefined =>
  bytes ? Math.min(1, read / bytes) : undefined;
