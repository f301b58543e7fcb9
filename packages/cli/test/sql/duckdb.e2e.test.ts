import { readFileSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { definePolicy, type PolicyConfig } from '@fingerprint-guard/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DIALECTS } from '../../src/sql/dialects.js';
import { policyQuery } from '../../src/sql/policy-query.js';
import { tableNameIn } from '../../src/sql/table-name.js';
import { createFolder } from '../folder.js';
import { holdAgreement, sampleRecords } from './agreement.js';
import type { Judged } from './records.js';
import type { Verdict } from './verdicts.js';

let connection: DuckDBConnection;
beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => connection.closeSync());

async function ask(sql: string): Promise<Verdict[]> {
  const result = await connection.runAndReadAll(sql);
  return result.getRowObjectsJson() as unknown as Verdict[];
}

/** Makes a table of records, their columns of JSON as this expression has them. */
async function store(
  records: readonly object[],
  json = (column: string) => `r->'$.${column}'`,
): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TABLE decisions AS
     SELECT r->>'$.id' AS id, CAST(r->'$.required' AS BOOLEAN) AS required,
       ${json('signals')} AS signals, ${json('event')} AS event
     FROM (SELECT unnest(CAST($1 AS JSON[])) AS r)`,
    [JSON.stringify(records)],
  );
}

const queryOf = (config: PolicyConfig, dialect = DIALECTS.duckdb) =>
  policyQuery(definePolicy(config), ['decisions'], dialect);

/** The result of DuckDB for one record. */
async function judge(config: PolicyConfig, record: object): Promise<Verdict> {
  await store([{ id: 'one', signals: {}, ...record }]);
  const [verdict] = await ask(queryOf(config).sql);
  return verdict as Verdict;
}

const QUIET = 'observe-all';
const own = (when: object): PolicyConfig =>
  ({ extends: QUIET, rules: { own: ['deny', { when }] } }) as PolicyConfig;

test('a policy has the same result for every record in DuckDB as in evaluatePolicy', async () => {
  const records = sampleRecords(120);
  await store(records);
  await holdAgreement({ dialect: DIALECTS.duckdb, records, ask }, 40, 6000);
});

test.each([
  ['decisions', 'decisions'],
  ['logs.decisions', '"logs"."decisions"'],
  ['2026-05.decisions-1', '"2026-05"."decisions-1"'],
  ['`2026-05`."decisions-1"', '"2026-05"."decisions-1"'],
  ['"de.ci sions"', '"de.ci sions"'],
  ['"a ""b"" `c`"', '"a ""b"" `c`"'],
  ['`a "b" ``c```', '"a ""b"" `c`"'],
  ['"x; DROP TABLE safe; --"', '"x; DROP TABLE safe; --"'],
  ['"""; DROP TABLE safe; --"', '"""; DROP TABLE safe; --"'],
])('reads from the table that %s names, and from nothing else', async (given, inDuckDb) => {
  await connection.run('CREATE OR REPLACE TABLE safe AS SELECT 1 AS one');
  for (const schema of ['logs', '"2026-05"']) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await connection.run(
    `CREATE OR REPLACE TABLE ${inDuckDb} AS SELECT 'its' AS id, TRUE AS required, '{}'::JSON AS signals, '{}'::JSON AS event`,
  );
  const { sql } = policyQuery(definePolicy('strict'), tableNameIn(given) ?? [], DIALECTS.duckdb);
  expect(await ask(sql)).toMatchObject([{ id: 'its' }]);
  expect(await ask('FROM safe')).toHaveLength(1);
});

describe('types are as strict as those of conditions', () => {
  test.each<[what: string, when: object, tags: unknown, action: string, isUnknown: boolean]>([
    ['a number', { gt: 3 }, 5, 'deny', false],
    ['a number in quotes has no order', { gt: 3 }, '5', 'allow', true],
    ['a number in quotes is not the number', { eq: 5 }, '5', 'allow', false],
    ['nor is a string with its digits', { eq: '5' }, 5, 'allow', false],
    ['a boolean is not the word', { eq: 'true' }, true, 'allow', false],
    ['the word is no boolean', { eq: true }, 'true', 'allow', false],
    ['1 is not true', { eq: true }, 1, 'allow', false],
    ['an object is known, and equals nothing', { ne: 'gold' }, { deep: 'gold' }, 'deny', false],
    ['null is missing', { ne: 'gold' }, null, 'allow', true],
    ['what is missing is not different', { ne: 'gold' }, undefined, 'allow', true],
    ['a fraction, to its last digit', { eq: 0.1 + 0.2 }, 0.1 + 0.2, 'deny', false],
    ['and not one beside it', { eq: 0.3 }, 0.1 + 0.2, 'allow', false],
  ])('%s', async (_what, comparison, plan, action, isUnknown) => {
    const verdict = await judge(own({ 'event.tags.plan': comparison }), {
      event: { failed: {}, tags: { plan } },
    });
    expect([verdict.action, verdict.unknown.includes('own')]).toEqual([action, isUnknown]);
  });

  test('a field of the wrong type is missing to a built-in rule', async () => {
    const verdict = await judge(
      { extends: 'strict' },
      { signals: { suspectScore: '99', incognito: 'true' } },
    );
    expect(verdict.unknown).toEqual(expect.arrayContaining(['suspect-score', 'incognito']));
  });
});

test('the columns may be text, or nested as DuckDB reads them from a log', async () => {
  const signals = { lookup: 'found', bot: 'bad', ageMs: 1200.5, incognito: false, missingSignals: ['bot'] };
  const event = {
    failed: {},
    velocity: { distinctIp: { '5m': 9 } },
    labels: [{ label: 'abuse', mlScore: 0.9 }],
  };
  const config: PolicyConfig = {
    extends: 'strict',
    rules: { own: ['deny', { when: { 'event.labels.abuse.mlScore': { gt: 0.5 } } }] },
  };
  const { sql } = queryOf(config);
  await store([{ id: 'one', signals, event }]);
  const [asJson] = await ask(sql);
  await store([{ id: 'one', signals, event }], (column) => `CAST(r->'$.${column}' AS VARCHAR)`);
  const [asText] = await ask(sql);
  await connection.run(
    `CREATE OR REPLACE TABLE decisions AS SELECT 'one' AS id, true AS required,
     {lookup: 'found', bot: 'bad', ageMs: 1200.5, incognito: false, missingSignals: ['bot'], tor: NULL} AS signals,
     {failed: MAP {}, velocity: {distinctIp: {"5m": 9}}, labels: [{label: 'abuse', mlScore: 0.9}]} AS event`,
  );
  const [nested] = await ask(sql);
  expect(asJson?.reasons).toEqual(['bad-bot', 'missing-signals', 'own', 'velocity']);
  expect([asText, nested]).toEqual([asJson, asJson]);
});

describe('what a query cannot judge, it says', () => {
  test.each<[what: string, rule: object, why: RegExp]>([
    ['who is in a sample', { when: { incognito: true }, sample: 0.5 }, /sample/],
    ['a step that may lead into an array', { when: { 'event.tags.list.0': 'a' } }, /array/],
    ['a name with quotes', { when: { 'event.tags.a"b': 'a' } }, /name/],
  ])('%s', async (_what, options, why) => {
    const config = {
      extends: QUIET,
      rules: { own: ['deny', options], other: ['challenge', { when: { incognito: true } }] },
    } as PolicyConfig;
    expect(queryOf(config).cannotSay).toEqual([{ rule: 'own', why: expect.stringMatching(why) }]);
    const verdict = await judge(config, { signals: { incognito: true } });
    expect([verdict.action, verdict.cannot_say, verdict.unknown.includes('own')]).toEqual([
      'challenge',
      ['own'],
      false,
    ]);
  });

  test('what records do not have is unknown, too', async () => {
    const verdict = await judge(own({ 'event.raw.suspect': true }), { event: { failed: {} } });
    expect([verdict.cannot_say, verdict.unknown.includes('own')]).toEqual([['own'], true]);
  });
});

test('the documents show a view of a log, and a query over what sql prints', async () => {
  const folder = createFolder();
  const log = folder.write('decisions.jsonl', {
    id: 'one',
    action: 'allow',
    later: 1,
    signals: { bot: 'bad' },
  });
  const blockOf = (document: string) =>
    /^```sql\n((?:SELECT|CREATE VIEW) .*?)^```$/ms.exec(
      readFileSync(new URL(`../../../../docs/${document}`, import.meta.url), 'utf8'),
    )?.[1] ?? '';
  await connection.run('DROP TABLE IF EXISTS decisions');
  await connection.run(blockOf('pipelines.md').replace('decisions.jsonl', log));
  await connection.run(`CREATE VIEW next AS ${queryOf({ extends: 'strict' }).sql}`);
  expect(await ask(blockOf('sql.md'))).toEqual([{ before: 'allow', after: 'deny', decisions: '1' }]);
  await connection.run('DROP VIEW next; DROP VIEW decisions');
  folder.remove();
});

test.each([
  ['not JSON', "'{no JSON'"],
  ['JSON with half of a character', `'{"lookup":"found","tag":"\\ud83d"}'`],
])('of a record that is %s, a query says that it cannot say anything', async (_what, column) => {
  await store([{ id: 'one', signals: {} }], () => column);
  const [verdict] = await ask(queryOf({ extends: 'strict' }).sql);
  expect([verdict?.action, verdict?.cannot_say]).toEqual(['allow', verdict?.unknown]);
});

describe('characters that SQL does not show', () => {
  const unseen = 'a\0b\u001b[31m\u202e\u2028\ufeff\n\u0085c';
  const rules = {
    [unseen]: ['deny', { when: { 'event.tags.plan': unseen } }],
    other: ['challenge', { when: { [`event.labels.${unseen}.prediction`]: true } }],
    sampled: ['deny', { when: { incognito: true }, sample: 0.5 }],
  };
  const config = { extends: QUIET, rules } as unknown as PolicyConfig;

  test('are judged, and are in no query', async () => {
    const event = { failed: {}, tags: { plan: unseen }, labels: [{ label: unseen, prediction: true }] };
    expect((await judge(config, { event })).reasons).toEqual([unseen, 'other']);
    expect((await judge(config, { event: { ...event, tags: { plan: 'a' } } })).reasons).toEqual(['other']);
    for (const dialect of Object.values(DIALECTS))
      expect(queryOf(config, dialect).sql).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  test.each<[what: string, rules: object, why: RegExp]>([
    ['half a pair, to compare with', { own: ['deny', { when: { 'event.tags.plan': '\ud83d' } }] }, /text/],
    [
      'half a pair, in a list',
      { own: ['deny', { when: { 'event.tags.plan': { in: ['\ude00'] } } }] },
      /text/,
    ],
    ['half a pair, in a path', { own: ['deny', { when: { 'event.tags.\ud83d': true } }] }, /text/],
    [
      'half a pair, in a label',
      { own: ['deny', { when: { 'event.labels.\ud83d.prediction': true } }] },
      /text/,
    ],
    ['half a pair, in a name', { 'own\ud83d': ['deny', { when: { incognito: true } }] }, /text/],
  ])('what no database has as text is a rule that a query cannot judge: %s', async (_what, own, why) => {
    const halved = { extends: QUIET, rules: own } as PolicyConfig;
    const [name = ''] = Object.keys(own);
    for (const dialect of Object.values(DIALECTS))
      expect(queryOf(halved, dialect).cannotSay).toEqual([{ rule: name, why: expect.stringMatching(why) }]);
    const { action, cannot_say } = await judge(halved, { event: { failed: {}, tags: { plan: '\ufffd' } } });
    expect([action, cannot_say]).toEqual(['allow', [name.replace('\ud83d', '\ufffd')]]);
  });

  test('of a whole pair, a query says what it is', async () => {
    const whole = own({ 'event.tags.👋': '👩\u200d👧' });
    const event = { failed: {}, tags: { '👋': '👩\u200d👧' } };
    expect(await judge(whole, { event })).toMatchObject({ action: 'deny', cannot_say: [] });
  });

  test('BigQuery has no character 0', () => {
    expect(queryOf(config, DIALECTS.bigquery).cannotSay.map(({ rule }) => rule)).toEqual([
      unseen,
      'other',
      'sampled',
    ]);
  });
});

test('a path of any length is a column', async () => {
  const long = own({ [`event.tags.${'long'.repeat(200)}`]: 1, [`event.tags.${'long'.repeat(201)}`]: 2 });
  const columns = queryOf(long, DIALECTS.bigquery).sql.match(/(?<= AS )\w+/g) ?? [];
  expect(Math.max(...columns.map(({ length }) => length))).toBeLessThanOrEqual(300);
  const tags = { ['long'.repeat(200)]: 1, ['long'.repeat(201)]: 2 };
  expect((await judge(long, { event: { failed: {}, tags } })).action).toBe('deny');
});

test('names in a policy stay names', async () => {
  const hostile = "x'), (1); DROP TABLE decisions; -- */ /* /*/ \\' \" `";
  const config = {
    extends: QUIET,
    rules: {
      [hostile]: ['deny', { when: { 'event.tags.plan': hostile }, sample: 1 }],
      [`${hostile}2`]: ['deny', { when: { incognito: true }, sample: 0.5 }],
    },
  } as PolicyConfig;
  const record: Judged = {
    id: 'one',
    required: true,
    signals: {},
    event: { failed: {}, generation: 'v4', tags: { plan: hostile } },
  };
  const { reasons, cannot_say } = await judge(config, record);
  expect([reasons, cannot_say]).toEqual([[hostile], [`${hostile}2`]]);
});
