import { quotedName } from '../decisions/quoted.js';
import type { Dialect, Place } from './dialect.js';
import { literal } from './literal.js';
import { textParts } from './text.js';

/** Quotes a string; invisible characters are written with `chr`, because strings have no escapes. */
function quoted(text: string): string {
  const parts = textParts(text).map((part) =>
    typeof part === 'number' ? `chr(${part})` : `'${part.replaceAll("'", "''")}'`,
  );
  const [first = "''", ...more] = parts;
  return more.length === 0 ? first : `(${parts.join(' || ')})`;
}

/** Builds a JSON pointer. */
const pointer = (steps: readonly string[]): string =>
  quoted(steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));

const labelled = (label: string): string =>
  `[item FOR item IN TRY_CAST(json_extract(event, '/labels') AS JSON[]) IF json_extract_string(item, '/label') = ${quoted(label)}][1]`;

/** The arguments of a JSON function. */
const at = ({ column, steps, label }: Place): string =>
  [label === undefined ? column : labelled(label), ...(steps.length > 0 ? [pointer(steps)] : [])].join(', ');

const type = (place: Place): string => `json_type(${at(place)})`;
const text = (place: Place): string => `json_extract_string(${at(place)})`;

/** DuckDB: JSON columns, or columns that DuckDB can convert to JSON. */
export const DUCKDB: Dialect = {
  table: (name) => name.map(quotedName).join('.'),
  json: (column) => `TRY_CAST(${column} AS JSON)`,
  isReadable: (column) => `(${column} IS NULL OR TRY_CAST(${column} AS JSON) IS NOT NULL)`,
  boolean: (place) => `CASE WHEN ${type(place)} = 'BOOLEAN' THEN ${text(place)} = 'true' END`,
  number: (place) =>
    `CASE WHEN ${type(place)} IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE') THEN CAST(${text(place)} AS DOUBLE) END`,
  text: (place) => `CASE WHEN ${type(place)} = 'VARCHAR' THEN ${text(place)} END`,
  exists: (place) => `COALESCE(${type(place)} <> 'NULL', FALSE)`,
  isObject: (place) => `COALESCE(${type(place)} = 'OBJECT', FALSE)`,
  length: (place) => `CASE WHEN ${type(place)} = 'ARRAY' THEN json_array_length(${at(place)}) END`,
  contains: (place, item) =>
    `COALESCE(list_contains(TRY_CAST(json_extract(${at(place)}) AS VARCHAR[]), ${quoted(item)}), FALSE)`,
  hasFields: (place) => `COALESCE(len(json_keys(${at(place)})) > 0, FALSE)`,
  literal: (value) => literal(value, quoted),
  isBetween: (given, start, end) =>
    `(starts_with(${given}, ${quoted(start)}) AND ends_with(${given}, ${quoted(end)}) AND length(${given}) > ${start.length + end.length})`,
  names: (items) =>
    items.length === 0
      ? 'CAST([] AS VARCHAR[])'
      : `[name FOR name IN [${items.map(([name, condition]) => `CASE WHEN ${condition} THEN ${quoted(name)} END`).join(', ')}] IF name IS NOT NULL]`,
};
