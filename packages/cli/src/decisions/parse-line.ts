import type { RowValue } from './rows.js';
import { withoutNulls } from './without-nulls.js';

/** The longest line, in bytes: a record has at most 20 KB, and a logger adds little. */
export const MAX_LINE_BYTES = 1_048_576;

/** The reasons why a line is rejected, in words. */
export const WRONG_LINES = {
  notUtf8: 'not UTF-8',
  tooLong: 'longer than 1 MB: expected one record per line',
} as const;

/** Reads one line of NDJSON. */
export function parseLine(line: string): RowValue {
  if (line.trim() === '') return undefined;
  try {
    const json: unknown = JSON.parse(line);
    return { json: line.includes('null') ? withoutNulls(json) : json };
  } catch {
    return { wrong: 'not JSON' };
  }
}
