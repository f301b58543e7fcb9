import type { DuckDBConnection } from '@duckdb/node-api';
import { remoteRows } from './remote-rows.js';
import type { Rows } from './rows.js';
import type { Source } from './sources.js';
import { checkZstdFrames } from './zstd-frames.js';

/** Reads lines of JSON from a local file of zstd, and checks that its end is there. */
export function zstdRows(connection: DuckDBConnection, source: Source): Rows {
  const rows = remoteRows(connection, source);
  return {
    ...rows,
    async *batches(memory) {
      yield* rows.batches(memory);
      checkZstdFrames(source.location);
    },
  };
}
