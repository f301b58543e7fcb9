import type { Dialect, Place } from './dialect.js';
import { literal } from './literal.js';
import { escaped } from './text.js';

/** Quotes a string; invisible characters are written as escapes of their bytes. */
const quoted = (text: string): string =>
  escaped(text, (codePoint) =>
    Buffer.from(String.fromCodePoint(codePoint)).toString('hex').replace(/../g, '\\x$&'),
  );

const labelled = (label: string): string =>
  `arrayFirst(item -> JSONExtractString(item, 'label') = ${quoted(label)}, JSONExtractArrayRaw(event, 'labels'))`;

/** The arguments of a JSON function. */
const at = ({ column, steps, label }: Place): string =>
  [label === undefined ? column : labelled(label), ...steps.map(quoted)].join(', ');

const type = (place: Place): string => `JSONType(${at(place)})`;

/** ClickHouse: JSON in columns of type `String`. Its type `JSON` drops empty values. */
export const CLICKHOUSE: Dialect = {
  table: (name) => name.map((part) => `\`${part.replaceAll('`', '\\`')}\``).join('.'),
  json: (column) => `ifNull(${column}, '')`,
  // An integer of more than 64 bits makes the whole column unreadable.
  isReadable: (column) => `(ifNull(${column}, '') = '' OR isValidJSON(ifNull(${column}, '')))`,
  boolean: (place) => `CASE WHEN ${type(place)} = 'Bool' THEN JSONExtractBool(${at(place)}) END`,
  number: (place) =>
    `CASE WHEN ${type(place)} IN ('Int64', 'UInt64', 'Double') THEN JSONExtractFloat(${at(place)}) END`,
  text: (place) => `CASE WHEN ${type(place)} = 'String' THEN JSONExtractString(${at(place)}) END`,
  exists: (place) => `(${type(place)} <> 'Null')`,
  isObject: (place) => `(${type(place)} = 'Object')`,
  length: (place) => `CASE WHEN ${type(place)} = 'Array' THEN JSONLength(${at(place)}) END`,
  contains: (place, item) => `has(JSONExtract(${at(place)}, 'Array(String)'), ${quoted(item)})`,
  hasFields: (place) => `(${type(place)} = 'Object' AND JSONLength(${at(place)}) > 0)`,
  literal: (value) => literal(value, quoted),
  isBetween: (given, start, end) =>
    `(startsWith(${given}, ${quoted(start)}) AND endsWith(${given}, ${quoted(end)}) AND lengthUTF8(${given}) > ${start.length + end.length})`,
  names: (items) =>
    items.length === 0
      ? "CAST([], 'Array(String)')"
      : `arrayFilter(name -> name <> '', [${items.map(([name, condition]) => `CASE WHEN ${condition} THEN ${quoted(name)} ELSE '' END`).join(', ')}])`,
};
