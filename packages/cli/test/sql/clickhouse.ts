import { createRequire } from 'node:module';
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
session.query('CREATE DATABASE shop; USE shop;');
session.query(
  'CREATE TABLE decisions (id String, required Bool, signals String, event Nullable(String)) ENGINE = Memory',
);

function store(rows: readonly object[]): void {
  session.query('TRUNCATE TABLE decisions');
  session.query(
    `INSERT INTO decisions FORMAT JSONEachRow ${rows.map((row) => JSON.stringify(row)).join('\n')}`,
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
store(
  records.map(({ id, required, signals, event }) => ({
    id,
    required,
    signals: JSON.stringify(signals),
    event: event ? JSON.stringify(event) : null,
  })),
);
await holdAgreement({ dialect: DIALECTS.clickhouse, records, ask }, Number(runs));
console.log(`ClickHouse ${version}: ${runs} policies agree on ${records.length} records`);

// An integer of more than 64 bits makes JSON unreadable there, and the query says so.
store([
  { id: 'one', required: true, signals: `{"bot":"bad","retryAfterMs":${'9'.repeat(20)}}`, event: null },
]);
const { sql } = policyQuery(definePolicy('strict'), 'decisions', DIALECTS.clickhouse);
const [verdict] = await ask(sql);
if (!verdict?.cannot_say?.includes('bad-bot')) throw new Error('what cannot be read is not told');
session.cleanup();
