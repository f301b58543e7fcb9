import { extname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDb, quoted, quotedName } from '../decisions/duckdb.js';
import { findSources } from '../decisions/sources.js';
import { UsageError } from '../usage-error.js';
import { Labels } from './labels.js';

/** The columns of labels. A name may be written in snake case, too. */
const COLUMNS = ['decisionId', 'visitorId', 'linkedId', 'label', 'at', 'amount'] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

/**
 * Reads labels: CSV with a header, JSON, NDJSON or Parquet.
 * @throws UsageError for a file without the columns, and for a label that is neither `fraud` nor `good`.
 */
export async function readLabels(file: string): Promise<Labels> {
  const connection = await openDuckDb();
  try {
    const [source] = await findSources(connection, [file], {});
    const rows = await readRows(connection, file, source?.location ?? file);
    const labels = new Labels();
    for (const [index, row] of rows.entries()) addLabel(labels, row, `${file}, label ${index + 1}`);
    return labels;
  } finally {
    connection.closeSync();
  }
}

async function readRows(connection: DuckDBConnection, file: string, location: string): Promise<Row[]> {
  const table = tableOf(file, quoted(location));
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
        const value = row[index];
        return value === null || value === '' ? [] : [[column, String(value)]];
      });
      return Object.fromEntries(filled) as Row;
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${(error as Error).message.split('\n')[0]}`, { cause: error });
  }
}

function tableOf(file: string, location: string): string {
  if (extname(file) === '.parquet') return `read_parquet(${location})`;
  // Dates stay as they are written, and an id of digits stays one.
  if (/\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i.test(file))
    return `read_json(${location}, dateformat = 'none', timestampformat = 'none')`;
  return `read_csv(${location}, header = true, all_varchar = true)`;
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '');

function addLabel(
  labels: Labels,
  { decisionId, visitorId, linkedId, label, at, amount }: Row,
  where: string,
): void {
  if (label !== 'fraud' && label !== 'good')
    throw new UsageError(`${where}: expected fraud or good, not ${JSON.stringify(label ?? '')}`);
  if (decisionId === undefined && visitorId === undefined && linkedId === undefined)
    throw new UsageError(`${where}: no decisionId, visitorId or linkedId`);
  labels.add(
    { decisionId, visitorId, linkedId },
    {
      isFraud: label === 'fraud',
      ...(at === undefined ? {} : { at: readTime(at, where) }),
      ...(amount === undefined ? {} : { amount: readAmount(amount, where) }),
    },
  );
}

function readTime(text: string, where: string): number {
  const at = /^\d{11,}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new UsageError(`${where}: at: expected a date, or ms since 1970, not ${JSON.stringify(text)}`);
}

function readAmount(text: string, where: string): number {
  const amount = Number(text);
  if (Number.isFinite(amount)) return amount;
  throw new UsageError(`${where}: amount: expected a number such as 12.5, not ${JSON.stringify(text)}`);
}
