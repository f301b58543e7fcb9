import { isUtf8 } from 'node:buffer';
import { withoutMark } from '../without-mark.js';
import type { RowValue } from './row-value.js';
import { withoutNulls } from './without-nulls.js';

/** The longest line, in bytes: a record has at most 20 KB, and a logger adds little. */
export const MAX_LINE_BYTES = 1_048_576;

/** The byte that ends a line. */
export const END_OF_LINE = 0x0a;

/** The reasons why a line is rejected, in words. */
export const WRONG_LINES = {
  notJson: 'not JSON',
  notUtf8: 'not UTF-8',
  tooLong: 'longer than 1 MB: expected one record per line',
} as const;

/** Reads lines of NDJSON. */
export function* rowsIn(batch: Uint8Array): Generator<RowValue> {
  const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(END_OF_LINE, from);
    const to = end === -1 ? bytes.length : end;
    yield rowOf(bytes.subarray(from, to));
    from = to + 1;
  }
}

function rowOf(line: Buffer): RowValue {
  if (line.length > MAX_LINE_BYTES) return { wrong: WRONG_LINES.tooLong };
  return isUtf8(line) ? parseLine(line.toString()) : { wrong: WRONG_LINES.notUtf8 };
}

function parseLine(line: string): RowValue {
  // `trim` removes a mark, too.
  if (line.trim() === '') return undefined;
  try {
    const json: unknown = JSON.parse(withoutMark(line));
    return { json: line.includes('null') ? withoutNulls(json) : json };
  } catch {
    return { wrong: WRONG_LINES.notJson };
  }
}
