import { BIGQUERY } from './bigquery-dialect.js';
import { CLICKHOUSE } from './clickhouse-dialect.js';
import type { Dialect } from './dialect.js';
import { DUCKDB } from './duckdb-dialect.js';

/** Every database that queries can be written for. */
export const DIALECTS = {
  duckdb: DUCKDB,
  clickhouse: CLICKHOUSE,
  bigquery: BIGQUERY,
} as const satisfies Readonly<Record<string, Dialect>>;

/** The name of one of them. */
export type DialectName = keyof typeof DIALECTS;
