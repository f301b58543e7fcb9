import {
  type DuckDBConnection,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { NeededFields } from './fields.js';
import { quoted, quotedName } from './quoted.js';
import type { RowValue } from './row-value.js';
import { type Rows, streamColumns } from './rows.js';
import type { Source } from './sources.js';
import { withoutNulls } from './without-nulls.js';

/** The fields of a record that commands read. */
const FIELDS = [
  'v',
  'id',
  'at',
  'action',
  'blocked',
  'required',
  'mode',
  'policy',
  'request',
  'reasons',
  'observed',
  'unknown',
  'failedOpen',
  'signals',
  'event',
  'shadow',
  'erased',
  'omitted',
  'sampled',
];

/** Fields that are never plain strings: a string in their place is JSON. */
const NESTED = [
  'request',
  'reasons',
  'observed',
  'unknown',
  'signals',
  'event',
  'shadow',
  'erased',
  'omitted',
];

const INTEGERS_OF_JS = [
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.BOOLEAN,
];
const OTHER_NUMBERS = [
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.DECIMAL,
];
const TIMES = [
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_TZ,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_NS,
];
const WITH_PARTS = [DuckDBTypeId.LIST, DuckDBTypeId.MAP, DuckDBTypeId.ARRAY, DuckDBTypeId.UNION];

/** A value of a record: a column of the query, or an object of such values. */
type Value =
  | { readonly column: number; readonly isJson: boolean }
  | { readonly fields: readonly (readonly [string, Value])[] };

/**
 * Reads Parquet: only the columns, and the fields of the signals, that are needed. Columns may be nested, as DuckDB
 * creates them from records, or contain JSON as text.
 */
export async function tableRows(
  connection: DuckDBConnection,
  { location }: Source,
  needed: NeededFields,
): Promise<Rows> {
  let table = `read_parquet(${quoted(location)})`;
  let types = await columnTypes(connection, table);
  if (!types.has('signals') && types.get('decision')?.typeId === DuckDBTypeId.STRUCT) {
    table = `(SELECT decision.* FROM ${table})`;
    types = await columnTypes(connection, table);
  }
  const expressions: string[] = [];
  const record = { fields: recordFields(types, needed, expressions) };
  const sql = `SELECT ${expressions.join(', ')} FROM ${table}`;
  return {
    async *batches() {
      if (expressions.length === 0) throw new Error('it has no column of a record');
      // Otherwise, all signals would count as missing.
      if (!types.has('signals')) throw new Error('it has no column signals');
      for await (const columns of streamColumns(connection, sql)) {
        const rows = columns[0]?.length ?? 0;
        yield Array.from({ length: rows }, (_, row) => rowOf(record, columns, row));
      }
    },
    share: () => Math.max(0, connection.progress.percentage) / 100,
    rejected: async () => [],
  };
}

async function columnTypes(connection: DuckDBConnection, table: string): Promise<Map<string, DuckDBType>> {
  const result = await connection.run(`SELECT * FROM ${table} LIMIT 0`);
  return new Map(result.columnNames().map((name, index) => [name, result.columnType(index)]));
}

function recordFields(
  types: ReadonlyMap<string, DuckDBType>,
  needed: NeededFields,
  expressions: string[],
): (readonly [string, Value])[] {
  return FIELDS.flatMap((name): (readonly [string, Value])[] => {
    const type = types.get(name);
    if (type === undefined || (name === 'event' && !needed.event)) return [];
    const column = quotedName(name);
    if (name === 'signals' && type.typeId === DuckDBTypeId.STRUCT)
      return [
        [
          name,
          structOf(
            column,
            type as DuckDBStructType,
            expressions,
            (field) => needed.signals === 'all' || needed.signals.has(field),
          ),
        ],
      ];
    if (name === 'at' && TIMES.includes(type.typeId))
      return [[name, leaf(`epoch_ms(${column})::DOUBLE`, false, expressions)]];
    if (NESTED.includes(name) && type.typeId === DuckDBTypeId.VARCHAR)
      return [[name, leaf(column, true, expressions)]];
    return [[name, columnsOf(column, type, expressions)]];
  });
}

/** Adds the columns of a value to the query. */
function columnsOf(sql: string, type: DuckDBType, expressions: string[]): Value {
  const { typeId } = type;
  if (typeId === DuckDBTypeId.STRUCT) return structOf(sql, type as DuckDBStructType, expressions, () => true);
  if (WITH_PARTS.includes(typeId)) return leaf(`to_json(${sql})::VARCHAR`, true, expressions);
  if (INTEGERS_OF_JS.includes(typeId)) return leaf(sql, false, expressions);
  if (OTHER_NUMBERS.includes(typeId)) return leaf(`${sql}::DOUBLE`, false, expressions);
  // Writers of Parquet turn whatever looks like a UUID or a date into one.
  return leaf(`${sql}::VARCHAR`, type.alias === 'JSON', expressions);
}

function structOf(
  sql: string,
  { entryNames, entryTypes }: DuckDBStructType,
  expressions: string[],
  isNeeded: (field: string) => boolean,
): Value {
  const fields = entryNames.flatMap((name, index): (readonly [string, Value])[] => {
    const type = entryTypes[index];
    return type && isNeeded(name)
      ? [[name, columnsOf(`(${sql}).${quotedName(name)}`, type, expressions)]]
      : [];
  });
  return { fields };
}

function leaf(sql: string, isJson: boolean, expressions: string[]): Value {
  return { column: expressions.push(sql) - 1, isJson };
}

type Columns = readonly (readonly unknown[])[];

function rowOf(record: Value, columns: Columns, row: number): RowValue {
  try {
    const json = read(record, columns, row) as { signals?: unknown; event?: { failed?: unknown } };
    // Objects without any value are dropped.
    json.signals ??= {};
    if (typeof json.event === 'object') json.event.failed ??= {};
    return { json };
  } catch {
    return { wrong: 'a column is not JSON' };
  }
}

/** Reads the value of one row; undefined for null, and for an object that contains only nulls. */
function read(value: Value, columns: Columns, row: number): unknown {
  if ('column' in value) {
    const found = columns[value.column]?.[row] ?? undefined;
    return value.isJson && found !== undefined ? withoutNulls(JSON.parse(String(found))) : found;
  }
  let object: Record<string, unknown> | undefined;
  for (const [name, inside] of value.fields) {
    const found = read(inside, columns, row);
    if (found === undefined) continue;
    object ??= {};
    object[name] = found;
  }
  return object;
}
