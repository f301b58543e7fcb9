import type { Tally } from '../judging/tally.js';
import { readRecord } from './read-record.js';
import { passesFilter, type RecordFilter } from './record-filter.js';
import type { RowValue } from './row-value.js';

/** A row that is not a record, by its position in its batch or file, from 1. */
export interface WrongRow {
  readonly row: number;
  readonly wrong: string;
}

/** The findings in some rows. Plain data. */
export interface RowCounts<Part = unknown> {
  readonly rows: number;
  /** Records that pass the filter. */
  readonly records: number;
  /** Records that the filter excludes. */
  readonly leftOut: number;
  /** The policies that decided, if the filter asks for one. */
  readonly policies: readonly string[];
  /** The first rows that are not records. */
  readonly wrong: readonly WrongRow[];
  /** The number of further ones. */
  readonly moreWrong: number;
  /** The counts of the records. */
  readonly part: Part;
}

/** The maximum number of wrong rows to keep. */
export const MAX_WRONG = 100;

/** Counts rows with a new tally. */
export function countRows<Part>(
  rows: Iterable<RowValue>,
  filter: RecordFilter,
  tally: Tally<Part>,
): RowCounts<Part> {
  const counts = { rows: 0, records: 0, leftOut: 0, moreWrong: 0 };
  const policies = new Set<string>();
  const wrong: WrongRow[] = [];
  for (const value of rows) {
    counts.rows++;
    if (value === undefined) continue;
    const record = 'json' in value ? readRecord(value.json) : value.wrong;
    const isRecord = typeof record !== 'string';
    if (isRecord && filter.onlyPolicy !== undefined) policies.add(record.policy);
    if (isRecord && !passesFilter(filter, record)) {
      counts.leftOut++;
      continue;
    }
    if (isRecord) {
      counts.records++;
      tally.add(record);
    } else if (wrong.length < MAX_WRONG) wrong.push({ row: counts.rows, wrong: record });
    else counts.moreWrong++;
  }
  return { ...counts, policies: [...policies], wrong, part: tally.part };
}
