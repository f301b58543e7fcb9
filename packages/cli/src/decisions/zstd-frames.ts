import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const FRAME = 0xfd2fb528;
/** The first of sixteen frames to skip. */
const SKIPPABLE = 0x184d2a50;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const CHECKSUM_BYTES = 4;
const RLE = 1;

/**
 * Checks that a file of zstd ends where one of its frames ends (RFC 8878). DuckDB does not notice a missing end.
 * @throws Error that says what is wrong with it.
 */
export function checkZstdFrames(path: string): void {
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const numberAt: NumberAt = (at, count) => {
      const bytes = Buffer.alloc(count);
      if (readSync(file, bytes, 0, count, at) < count) throw new Error('unexpected end of file');
      return bytes.readUIntLE(0, count);
    };
    let at = 0;
    while (at < size) at = endOfFrame(at, numberAt);
    if (at > size) throw new Error('unexpected end of file');
  } finally {
    closeSync(file);
  }
}

/** Reads a little-endian number. */
type NumberAt = (at: number, bytes: number) => number;

function endOfFrame(start: number, numberAt: NumberAt): number {
  const magic = numberAt(start, 4);
  if (magic >>> 4 === SKIPPABLE >>> 4) return start + 8 + numberAt(start + 4, 4);
  if (magic !== FRAME) throw new Error('bytes after a frame that are no zstd');
  const descriptor = numberAt(start + 4, 1);
  let at = start + 5 + headerBytes(descriptor);
  for (let isLast = false; !isLast; ) {
    const block = numberAt(at, 3);
    isLast = (block & 1) === 1;
    at += 3 + (((block >> 1) & 3) === RLE ? 1 : block >> 3);
  }
  const hasChecksum = (descriptor & 4) !== 0;
  return at + (hasChecksum ? CHECKSUM_BYTES : 0);
}

/** The size of what follows the descriptor in the header of a frame. */
function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0;
  const contentSize = CONTENT_SIZE_BYTES[descriptor >> 6] ?? 0;
  const dictionaryId = DICTIONARY_ID_BYTES[descriptor & 3] ?? 0;
  // A single segment has a size of one byte at least, and no window.
  return dictionaryId + (isSingleSegment ? Math.max(1, contentSize) : 1 + contentSize);
}
