import { createRequire } from 'node:module';
import { DIALECTS } from '../../src/sql/dialects.js';
import { holdAgreement, sampleRecords } from './agreement.js';
import type { Verdict } from './verdicts.js';

/** The part of chdb that is used: ClickHouse in this process. */
interface ClickHouse {
  Session: new () => { query(sql: string, format?: string): string; cleanup(): void };
}

const [folder = '.', runs = '200'] = process.argv.slice(2);
const { Session } = createRequire(`${folder}/`)('chdb') as ClickHouse;

const TABLES = {
  'JSON as String': 'id String, required Bool, signals String, event Nullable(String)',
  'JSON as JSON': 'id String, required Bool, signals JSON, event Nullable(JSON)',
};

for (const [what, columns] of Object.entries(TABLES)) {
  const session = new Session();
  const records = sampleRecords(200);
  session.query('CREATE DATABASE shop; USE shop;');
  session.query(`CREATE TABLE decisions (${columns}) ENGINE = Memory`);
  const rows = records.map(({ id, required, signals, event }) => ({
    id,
    required,
    signals: what.endsWith('String') ? JSON.stringify(signals) : signals,
    event: event === undefined ? null : what.endsWith('String') ? JSON.stringify(event) : event,
  }));
  session.query(
    `INSERT INTO decisions FORMAT JSONEachRow ${rows.map((row) => JSON.stringify(row)).join('\n')}`,
  );
  const ask = async (sql: string) =>
    session
      .query(sql, 'JSONEachRow')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Verdict);
  const start = performance.now();
  await holdAgreement({ dialect: DIALECTS.clickhouse, records, ask }, Number(runs));
  console.log(
    `${what}: ${runs} policies on ${records.length} records agree, ${Math.round(performance.now() - start)} ms`,
  );
  session.cleanup();
}
