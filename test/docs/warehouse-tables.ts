import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './documents.js';

interface PropertySchema {
  $ref?: string;
  type?: string;
  enum?: readonly string[];
  const?: unknown;
  items?: PropertySchema;
}

/** What a field of a record is, for a column. */
type ColumnKind = 'version' | 'time' | 'choice' | 'text' | 'number' | 'boolean' | 'texts' | 'json';

interface Column {
  name: string;
  kind: ColumnKind;
  isRequired: boolean;
}

/** The columns of a record, by its JSON Schema. */
export function recordColumns(): Column[] {
  const path = join(root, 'packages/core/decision-record.schema.json');
  const { properties, required } = JSON.parse(readFileSync(path, 'utf8')) as {
    properties: Record<string, PropertySchema>;
    required: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    kind: name === 'at' ? 'time' : kindOf(schema),
    isRequired: required.includes(name),
  }));
}

function kindOf({ $ref, type, enum: choices, const: constant, items }: PropertySchema): ColumnKind {
  if ($ref !== undefined) return 'json';
  if (constant !== undefined) return 'version';
  if (choices !== undefined) return 'choice';
  if (type === 'array') return items?.type === 'string' ? 'texts' : 'json';
  if (type === 'boolean' || type === 'number') return type;
  if (type === 'string') return 'text';
  throw new Error(`no column for ${JSON.stringify({ type })}`);
}

const CLICKHOUSE: Readonly<Record<ColumnKind, string>> = {
  version: 'UInt8',
  time: "DateTime64(3, 'UTC')",
  choice: 'LowCardinality(String)',
  text: 'String',
  number: 'Float64',
  boolean: 'Bool',
  texts: 'Array(String)',
  json: 'String',
};

/** A table of records in ClickHouse. */
export function clickhouseTable(): string {
  const columns = recordColumns().map(({ name, kind, isRequired }) => {
    const type = CLICKHOUSE[kind];
    return `  ${name} ${isRequired || kind === 'texts' ? type : `Nullable(${type})`}`;
  });
  return [
    'CREATE TABLE shop.decisions (',
    columns.join(',\n'),
    ')',
    'ENGINE = MergeTree',
    'PARTITION BY toYYYYMM(at)',
    'ORDER BY (policy, at)',
    'TTL toDateTime(at) + INTERVAL 90 DAY',
  ].join('\n');
}

const BIGQUERY: Readonly<Record<ColumnKind, string>> = {
  version: 'INTEGER',
  time: 'INTEGER',
  choice: 'STRING',
  text: 'STRING',
  number: 'FLOAT',
  boolean: 'BOOLEAN',
  texts: 'STRING',
  json: 'JSON',
};

/** The schema of a table of records in BigQuery. */
export function bigquerySchema(): string {
  const fields = recordColumns().map(({ name, kind, isRequired }) => {
    const mode = kind === 'texts' ? 'REPEATED' : isRequired ? 'REQUIRED' : 'NULLABLE';
    return `  { "name": "${name}", "type": "${BIGQUERY[kind]}", "mode": "${mode}" }`;
  });
  return `[\n${fields.join(',\n')}\n]`;
}
