import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDb, quoted, quotedName } from '../decisions/duckdb.js';
import { findSources, isParquetName, type Source, type SourceOptions } from '../decisions/sources.js';
import { momentIn } from '../text/moment-in.js';
import { UsageError } from '../usage-error.js';
import { Labels } from './labels.js';

/** The columns of labels. Names in snake case are accepted too. */
const COLUMNS = ['decisionId', 'visitorId', 'linkedId', 'label', 'at', 'amount'] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

/**
 * Reads labels: CSV with a header, JSON, NDJSON or Parquet; all files of a glob.
 * @throws UsageError for a file without the columns, and for a label that is neither `fraud` nor `good`.
 */
export async function readLabels(pattern: string, options: SourceOptions): Promise<Labels> {
  if (pattern === '-') throw new UsageError('--labels: name a file; it is not read from a pipe');
  const connection = await openDuckDb();
  try {
    const labels = new Labels();
    for (const source of await findSources(connection, [pattern], options)) {
      const rows = await readRows(connection, source);
      for (const [index, row] of rows.entries()) addLabel(labels, row, `${source.name}, label ${index + 1}`);
    }
    return labels;
  } finally {
    connection.closeSync();
  }
}

async function readRows(connection: DuckDBConnection, source: Source): Promise<Row[]> {
  const { name: file } = source;
  const table = tableOf(source);
  try {
    const names = (await connection.run(`SELECT * FROM ${table} LIMIT 0`)).columnNames();
    const columns = COLUMNS.flatMap((column) => {
      const name = names.find((given) => plainName(given) === plainName(column));
      return name === undefined ? [] : [[column, name] as const];
    });
    const found = columns.map(([column]) => column);
    if (!found.includes('label') || !found.some((column) => column.endsWith('Id')))
      throw new UsageError(
        `${file}: expected the columns decisionId, visitorId or linkedId, and label; found ${names.join(', ')}`,
      );
    const selected = columns.map(([, name]) => `${quotedName(name)}::VARCHAR`);
    const reader = await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM ${table}`);
    return reader.getRows().map((row) => {
      const filled = columns.flatMap(([column], index) => {
        const value = String(row[index] ?? '').trim();
        return value === '' ? [] : [[column, value]];
      });
      return Object.fromEntries(filled) as Row;
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${reasonOf(error as Error)}`, { cause: error });
  }
}

function tableOf({ name, location, format }: Source): string {
  const file = quoted(location);
  if (format === 'parquet' || isParquetName(name)) return `read_parquet(${file})`;
  // Everything is read as text, so that dates and ids of digits stay unchanged.
  if (/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i.test(name))
    return `read_json(${file}, dateformat = 'none', timestampformat = 'none')`;
  // The delimiter is detected; a quote is never part of an id, and a short row lacks its last columns.
  return `read_csv(${file}, header = true, all_varchar = true, quote = '"', escape = '"', null_padding = true, parallel = false)`;
}

/** DuckDB's reason, without the advice about its own options. */
const reasonOf = ({ message }: Error): string =>
  message.split(/\n\s*\n|\nPossible|\nThe search space/)[0]?.replaceAll(/\s*\n\s*/g, '; ') ?? '';

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '');

function addLabel(
  labels: Labels,
  { decisionId, visitorId, linkedId, label, at, amount }: Row,
  where: string,
): void {
  const kind = label?.toLowerCase();
  if (kind !== 'fraud' && kind !== 'good')
    throw new UsageError(`${where}: expected fraud or good, not ${JSON.stringify(label ?? '')}`);
  if (decisionId === undefined && visitorId === undefined && linkedId === undefined)
    throw new UsageError(`${where}: no decisionId, visitorId or linkedId`);
  labels.add(
    { decisionId, visitorId, linkedId },
    {
      isFraud: kind === 'fraud',
      ...(at === undefined ? {} : { at: readTime(at, where) }),
      ...(amount === undefined ? {} : { amount: readAmount(amount, where) }),
    },
  );
}

function readTime(text: string, where: string): number {
  const at = /^\d{11,}$/.test(text) ? Number(text) : momentIn(text);
  if (at !== undefined) return at;
  throw new UsageError(
    `${where}: at: expected a date such as 2026-05-01, or ms since 1970, not ${JSON.stringify(text)}`,
  );
}

const AMOUNT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readAmount(text: string, where: string): number {
  const amount = Number(text);
  if (AMOUNT.test(text) && Number.isFinite(amount)) return amount;
  throw new UsageError(`${where}: amount: expected a number such as 12.5, not ${JSON.stringify(text)}`);
}
