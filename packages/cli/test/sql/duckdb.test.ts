import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { definePolicy } from '@fingerprint-guard/core';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DIALECTS } from '../../src/sql/dialects.js';
import { policyQuery } from '../../src/sql/policy-query.js';
import { policies } from './policies.js';
import { type Judged, records } from './records.js';
import { type Verdict, verdictOf } from './verdicts.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => connection.closeSync());

async function store(table: string, judged: readonly Judged[]): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TABLE ${table} AS
     SELECT r->>'$.id' AS id, CAST(r->'$.required' AS BOOLEAN) AS required, r->'$.signals' AS signals, r->'$.event' AS event
     FROM (SELECT unnest(CAST($1 AS JSON[])) AS r)`,
    [JSON.stringify(judged)],
  );
}

async function ask(sql: string): Promise<Verdict[]> {
  const rows = await (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return rows as unknown as Verdict[];
}

test('a policy says of every record in DuckDB what evaluatePolicy says', async () => {
  const judged = fc.sample(records, 150).map((record, index) => ({ ...record, id: String(index) }));
  await store('decisions', judged);
  await fc.assert(
    fc.asyncProperty(policies, async (config) => {
      const policy = definePolicy(config);
      const { sql } = policyQuery(policy, 'decisions', DIALECTS.duckdb);
      const found = new Map(
        (await ask(sql)).map(({ cannot_say: _, ...verdict }: Verdict & { cannot_say?: unknown }) => [
          verdict.id,
          verdict,
        ]),
      );
      for (const record of judged) {
        const expected = verdictOf(policy, record);
        const actual = found.get(record.id);
        if (JSON.stringify(actual) !== JSON.stringify(expected))
          expect({ record, verdict: actual }).toEqual({ record, verdict: expected });
      }
    }),
    { numRuns: 20 },
  );
});
