import type { DuckDBConnection } from '@duckdb/node-api';
import type { Source } from '../decisions/sources.js';
import { UsageError } from '../usage-error.js';
import { tableOf } from './label-table.js';

/** The columns of labels. Names in snake case are accepted too. */
const COLUMNS = ['decisionId', 'visitorId', 'linkedId', 'label', 'at', 'amount'] as const;

/** The values of a label as they are written; what is empty is missing. */
export type LabelRow = Partial<Record<(typeof COLUMNS)[number], string>>;

/**
 * Reads the rows of a file of labels; undefined for a line that is not JSON.
 * @throws UsageError for a file without the columns, and for one that cannot be read.
 */
export async function readRows(
  connection: DuckDBConnection,
  source: Source,
): Promise<(LabelRow | undefined)[]> {
  const { name: file } = source;
  try {
    const table = await tableOf(connection, source);
    const columns = COLUMNS.flatMap((column) => {
      const values = table.names.filter((given) => plainName(given) === plainName(column)).map(table.valueOf);
      return values.length === 0
        ? []
        : [{ column, sql: `COALESCE(${values.map((value) => `NULLIF(TRIM(${value}), '')`).join(', ')})` }];
    });
    const found = columns.map(({ column }) => column);
    if (!found.includes('label') || !found.some((column) => column.endsWith('Id'))) {
      if (table.isEmpty) return [];
      throw new UsageError(
        `${file}: expected the columns decisionId, visitorId or linkedId, and label; found ${table.names.join(', ') || 'none'}`,
      );
    }
    const selected = [...columns.map(({ sql }) => sql), table.isTorn].join(', ');
    const reader = await connection.runAndReadAll(`SELECT ${selected} FROM ${table.sql}`);
    return reader.getRows().map((row) => {
      if (row[columns.length] === true) return undefined;
      const filled = columns.flatMap(({ column }, index) => {
        const value = String(row[index] ?? '').trim();
        return value === '' ? [] : [[column, value]];
      });
      return Object.fromEntries(filled) as LabelRow;
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
