import { UsageError } from '../usage-error.js';
import type { Dialect, Place } from './dialect.js';
import { Inexpressible } from './inexpressible.js';
import { literal } from './literal.js';
import { escaped } from './text.js';

/** Quotes a string; invisible characters are written as escapes of their code points. */
const quoted = (text: string): string =>
  escaped(text, (codePoint) => {
    if (codePoint === 0)
      throw new Inexpressible('it has the character 0, which functions of BigQuery may drop');
    return `\\U${codePoint.toString(16).padStart(8, '0')}`;
  });

const path = (steps: readonly string[]): string =>
  quoted(`$${steps.map((step) => (/^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `."${step}"`)).join('')}`);

const labelled = (label: string): string =>
  `(SELECT item FROM UNNEST(JSON_QUERY_ARRAY(event, '$.labels')) AS item WITH OFFSET AS place WHERE JSON_VALUE(item, '$.label') = ${quoted(label)} ORDER BY place LIMIT 1)`;

/** The arguments of a JSON function. */
const at = ({ column, steps, label }: Place): string =>
  `${label === undefined ? column : labelled(label)}, ${path(steps)}`;

const type = (place: Place): string => `JSON_TYPE(JSON_QUERY(${at(place)}))`;

/** A path, all of which is in one pair of quotes: a project, which may have a domain, a dataset, and tables. */
const TABLE =
  /^([a-z0-9.-]+:)?([\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}$@]+\.){0,2}[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}$@]+\*?$/u;

/** BigQuery: columns of the type `JSON`. */
export const BIGQUERY: Dialect = {
  table: (name) => {
    const path = name.join('.');
    if (!TABLE.test(path)) throw new UsageError(`--table: no table of BigQuery has the name ${path}`);
    return `\`${path}\``;
  },
  json: (column) => column,
  // A column of type `JSON` is always valid.
  isReadable: () => 'TRUE',
  boolean: (place) => `CASE WHEN ${type(place)} = 'boolean' THEN JSON_VALUE(${at(place)}) = 'true' END`,
  number: (place) =>
    `CASE WHEN ${type(place)} = 'number' THEN SAFE_CAST(JSON_VALUE(${at(place)}) AS FLOAT64) END`,
  text: (place) => `CASE WHEN ${type(place)} = 'string' THEN JSON_VALUE(${at(place)}) END`,
  exists: (place) => `COALESCE(${type(place)} <> 'null', FALSE)`,
  isObject: (place) => `COALESCE(${type(place)} = 'object', FALSE)`,
  length: (place) =>
    `CASE WHEN ${type(place)} = 'array' THEN ARRAY_LENGTH(JSON_QUERY_ARRAY(${at(place)})) END`,
  contains: (place, item) => `COALESCE(${quoted(item)} IN UNNEST(JSON_VALUE_ARRAY(${at(place)})), FALSE)`,
  hasFields: (place) =>
    `(COALESCE(${type(place)}, 'null') = 'object' AND TO_JSON_STRING(JSON_QUERY(${at(place)})) <> '{}')`,
  literal: (value) => literal(value, quoted),
  isBetween: (given, start, end) =>
    `(STARTS_WITH(${given}, ${quoted(start)}) AND ENDS_WITH(${given}, ${quoted(end)}) AND LENGTH(${given}) > ${start.length + end.length})`,
  names: (items) =>
    items.length === 0
      ? 'CAST([] AS ARRAY<STRING>)'
      : `ARRAY(SELECT name FROM UNNEST([${items.map(([name, condition]) => `CASE WHEN ${condition} THEN ${quoted(name)} END`).join(', ')}]) AS name WITH OFFSET AS place WHERE name IS NOT NULL ORDER BY place)`,
};
