import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDb } from '../decisions/duckdb.js';
import { findSources, type Source, type SourceOptions } from '../decisions/sources.js';
import { momentIn } from '../text/moment-in.js';
import { UsageError } from '../usage-error.js';
import { tableOf } from './label-table.js';
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
  try {
    const table = await tableOf(connection, source);
    const columns = COLUMNS.flatMap((column) => {
      const values = table.names.filter((given) => plainName(given) === plainName(column)).map(table.valueOf);
      return values.length === 0 ? [] : [{ column, sql: `COALESCE(${values.join(', ')})` }];
    });
    const found = columns.map(({ column }) => column);
    if (!found.includes('label') || !found.some((column) => column.endsWith('Id'))) {
      if (table.isEmpty) return [];
      throw new UsageError(
        `${file}: expected the columns decisionId, visitorId or linkedId, and label; found ${table.names.join(', ') || 'none'}`,
      );
    }
    const selected = columns.map(({ sql }) => sql).join(', ');
    const reader = await connection.runAndReadAll(`SELECT ${selected} FROM ${table.sql}`);
    return reader.getRows().map((row) => {
      const filled = columns.flatMap(({ column }, index) => {
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

/** DuckDB's reason, without the advice about its own options. */
const reasonOf = ({ message }: Error): string =>
  message.split(/\n\s*\n|\nPossible|\nThe search space/)[0]?.replaceAll(/\s*\n\s*/g, '; ') ?? '';

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

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

/** A day is that day to its end: a label that names it was known after the decisions of that day. */
function readTime(text: string, where: string): number {
  const at = /^\d{11,}$/.test(text) ? Number(text) : momentIn(text, 'end');
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
