import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { definePolicy } from '@fingerprint-guard/core';
import { DIALECTS } from '../../src/sql/dialects.js';
import { policyQuery } from '../../src/sql/policy-query.js';
import { holdAgreement, sampleRecords } from './agreement.js';
import type { Verdict } from './verdicts.js';

/** The part of chdb that is used: ClickHouse in this process. */
interface ClickHouse {
  Session: new () => { query(sql: string, format?: string): string; cleanup(): void };
}

const [folder = '.', runs = '100'] = process.argv.slice(2);
const { Session } = createRequire(`${folder}/`)('chdb') as ClickHouse;
const session = new Session();

/** The table that the document shows. This runs in the repository's folder. */
const document = readFileSync(join('docs', 'pipelines.md'), 'utf8');
const [, table] = /^```sql\n(CREATE TABLE .*?)^```$/ms.exec(document) ?? [];
if (table === undefined) throw new Error('docs/pipelines.md has no table for ClickHouse');
session.query('CREATE DATABASE shop');
session.query(table);
session.query('USE shop');

/** Loads records as lines, the way a pipeline does. */
function store(lines: readonly string[]): void {
  session.query('TRUNCATE TABLE decisions');
  session.query(
    `INSERT INTO decisions SETTINGS input_format_skip_unknown_fields = 1 FORMAT JSONEachRow ${lines.join('\n')}`,
  );
}

async function ask(sql: string): Promise<Verdict[]> {
  const lines = session.query(sql, 'JSONEachRow').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Verdict);
}

const [{ version } = { version: '' }] = (await ask('SELECT version() AS version')) as unknown as {
  version: string;
}[];
const isTooLarge = /\d{19}/;
const records = sampleRecords(200).filter((record) => !isTooLarge.test(JSON.stringify(record)));
const at = Date.now();
store(records.map((record) => JSON.stringify({ ...record, at, later: {} })));
await holdAgreement({ dialect: DIALECTS.clickhouse, records, ask }, Number(runs));
console.log(`ClickHouse ${version}: ${runs} policies agree on ${records.length} records`);

// An integer of more than 64 bits makes JSON unreadable there, and the query says so.
store([`{"id":"one","at":${at},"signals":{"bot":"bad","retryAfterMs":${'9'.repeat(20)}}}`]);
const { sql } = policyQuery(definePolicy('strict'), ['decisions'], DIALECTS.clickhouse);
const [verdict] = await ask(sql);
if (!verdict?.cannot_say?.includes('bad-bot')) throw new Error('what cannot be read is not told');
session.cleanup();
