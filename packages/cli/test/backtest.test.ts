import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { type DecisionRecord, definePolicy, type PolicyConfig } from '@fingerprint-guard/core';
import { comparePolicies } from '@fingerprint-guard/testing';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BacktestResult } from '../src/backtest/backtest-tally.js';
import { createFolder } from './folder.js';
import { policies, visits } from './policies-and-visits.js';
import { asLines, DAY_MS, NOON, type RecordParts, recordOf } from './records.js';
import { json, run } from './run.js';

const folder = createFolder();
afterAll(() => folder.remove());

let files = 0;
const log = (records: readonly DecisionRecord[]) => folder.write(`log-${files++}.jsonl`, asLines(records));
const policyFile = (policy: unknown) => folder.write(`policy-${files++}.json`, policy);
const backtest = (...args: string[]) => json<BacktestResult>(['backtest', ...args]);

/** Writes a log in every format, and returns the files. */
async function inEveryFormat(records: readonly DecisionRecord[]): Promise<string[]> {
  const plain = log(records);
  const packed = folder.write(`log-${files++}.jsonl.gz`, gzipSync(asLines(records)));
  const [zstd, parquet] = [folder.at(`log-${files++}.jsonl.zst`), folder.at(`log-${files++}.parquet`)];
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `COPY (SELECT line FROM read_csv('${plain}', columns = {'line': 'VARCHAR'}, delim = '\u0001', quote = '', header = false, auto_detect = false))
     TO '${zstd}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\u0001', COMPRESSION zstd)`,
  );
  await connection.run(`COPY (FROM read_json('${plain}', sample_size = -1)) TO '${parquet}'`);
  connection.closeSync();
  return [plain, packed, zstd, parquet];
}

test('equals comparePolicies on the same records, in every format', async () => {
  await fc.assert(
    fc.asyncProperty(
      policies,
      policies,
      fc.array(visits, { minLength: 1, maxLength: 30 }),
      async (before, after, parts) => {
        const records = parts.map((part, index) =>
          recordOf({
            ...part,
            id: `d-${index}`,
            event: { ...part.event, visitorId: `visitor-${index % 7}` },
            record: index % 3 === 0 ? {} : { sampled: index % 3 === 1 ? 0.25 : 0.1 },
          }),
        );
        // A record of a sampled log stands for several decisions.
        const all = records.flatMap((record) =>
          Array<DecisionRecord>(1 / (record.sampled ?? 1)).fill(record),
        );
        const expected = comparePolicies(before, after, all);
        const [old, other] = [policyFile(before), policyFile(after)];
        for (const file of await inEveryFormat(records)) {
          const { decisions, actions, blocked, rules } = await backtest(
            file,
            '--policy',
            other,
            '--against',
            old,
          );
          expect({ decisions, actions, blocked }).toEqual({
            decisions: expected.total,
            actions: expected.actions,
            blocked: expected.blocked,
          });
          const turned = (isCounted: (change: (typeof expected.changes)[number]) => boolean, rule: string) =>
            expected.changes.filter(
              (change) => isCounted(change) && change.rules.some((reason) => reason.rule === rule),
            ).length;
          for (const { rule, newlyStopped, newlyAllowed } of rules) {
            expect([rule, newlyStopped]).toEqual([rule, turned((change) => change.before === 'allow', rule)]);
            expect([rule, newlyAllowed]).toEqual([rule, turned((change) => change.after === 'allow', rule)]);
          }
          const named = rules.map(({ rule }) => rule);
          const causes = expected.changes.flatMap((change) => change.rules.map(({ rule }) => rule));
          expect(causes.filter((rule) => !named.includes(rule))).toEqual([]);
        }
      },
    ),
    { numRuns: 8 },
  );
});

describe('what changes', () => {
  const records = [
    recordOf({ id: 'honest' }),
    recordOf({ id: 'private', signals: { incognito: true }, at: NOON + DAY_MS }),
    recordOf({ id: 'tor', signals: { tor: true }, request: { method: 'POST', path: '/pay' } }),
  ];
  const softer = policyFile({ rules: { tor: 'observe', incognito: 'deny' } });

  test('is reported by rule with examples, by route and by day', async () => {
    const result = await backtest(log(records), '--policy', softer);
    expect(result).toMatchObject({
      before: 'what was decided',
      after: softer,
      decisions: 3,
      actions: { allow: { allow: 1, challenge: 0, deny: 1 }, challenge: { allow: 1, challenge: 0, deny: 0 } },
      blocked: { before: 1, after: 1 },
      routes: [
        { route: 'POST /login', total: 2, before: 0, after: 1 },
        { route: 'POST /pay', total: 1, before: 1, after: 0 },
      ],
      days: [
        { day: '2026-05-01', total: 2, before: 1, after: 0 },
        { day: '2026-05-02', total: 1, before: 0, after: 1 },
      ],
    });
    expect(result.rules.slice(0, 2)).toEqual([
      {
        rule: 'incognito',
        before: 0,
        after: 1,
        newlyStopped: 1,
        newlyAllowed: 0,
        examples: [
          {
            id: 'private',
            at: NOON + DAY_MS,
            route: 'POST /login',
            before: 'allow',
            after: 'deny',
            message: 'the browser is in incognito mode',
          },
        ],
      },
      expect.objectContaining({ rule: 'tor', before: 1, after: 0, newlyStopped: 0, newlyAllowed: 1 }),
    ]);
  });

  test('counts a record of a sampled log for all decisions that it stands for', async () => {
    const sampled = records.map((record) => ({ ...record, sampled: 0.1 }));
    const result = await backtest(log(sampled), '--policy', softer);
    expect(result).toMatchObject({ records: 3, decisions: 30, actions: { allow: { deny: 10 } } });
    const { stdout } = await run(['backtest', log(sampled), '--policy', softer]);
    expect(stdout).toContain('on 30 decisions, estimated from 3 records');
  });

  test('is counted in whole decisions, however many a record stands for', async () => {
    const tenth = Array.from({ length: 59 }, (_, index) => ({ ...records[index % 3], sampled: 0.3 }));
    const visits = [recordOf(), ...tenth] as DecisionRecord[];
    const ids = 'decisionId,label\nhonest,good\nprivate,fraud\ntor,fraud\nhonest,fraud\n';
    const labels = folder.write('of-sampled.csv', ids);
    for (const args of [['report'], ['backtest', '--policy', softer, '--labels', labels]]) {
      const { stdout } = await run([...args, log(visits), '--json']);
      const fractions = stdout.match(/"\w+": \d+\.\d+/g) ?? [];
      expect(fractions.filter((number) => !/"(precision|recall)"/.test(number))).toEqual([]);
      expect(JSON.parse(stdout)).toMatchObject({ records: 60, decisions: 198 });
    }
  });

  test('is judged by the policy of the same name if a file has several', async () => {
    const named = [
      recordOf({ record: { policy: 'login' }, signals: { incognito: true } }),
      recordOf({ record: { policy: 'pay' }, signals: { incognito: true } }),
      recordOf({ record: { policy: 'default' }, signals: { incognito: true } }),
      recordOf({ record: { policy: 'gone' }, signals: { incognito: true } }),
    ];
    const set = policyFile({
      policy: 'login',
      policies: { login: { rules: { incognito: 'deny' } }, pay: 'strict' },
    });
    const result = await backtest(log(named), '--policy', set);
    expect(result).toMatchObject({
      decisions: 3,
      notJudged: [{ policy: 'gone', records: 1 }],
      actions: { allow: { allow: 0, challenge: 1, deny: 2 } },
    });
  });

  test('finds a file without the policies of the log, which is the wrong one', async () => {
    const set = policyFile({ policies: { login: 'strict' } });
    const { code, stdout } = await run(['backtest', log(records), '--policy', set]);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `${set} compared with what was decided: no decisions to evaluate, in 1 file.\nNot evaluated: 3 records of the policy inline, which the file does not have.\n`,
    });
  });

  test.each<[string, object, object]>([
    ['a list', { unavailableSignals: 'vpn' }, { lookup: 'found' }],
    ['the lookup', { lookup: 5 }, {}],
    ['what backtest reads itself', { lookup: { toString: 1 }, visitorId: { toString: 1 } }, {}],
  ])('of a record, what is not of its type is unknown: %s', async (_, wrong, known) => {
    const odd = recordOf({ record: { signals: { ...known, ...wrong } as never } });
    const without = recordOf({ record: { signals: known } });
    const outcomeOf = async (record: typeof odd) => {
      const { code, stdout } = await run(['backtest', log([record]), '--policy', 'strict', '--json']);
      const { records, actions, cannotSay } = JSON.parse(stdout);
      return { code, records, actions, cannotSay };
    };
    expect(await outcomeOf(odd)).toEqual(await outcomeOf(without));
  });
});

test('null in a table means missing: unknown, and never false', async () => {
  const record = recordOf();
  const written = { ...record, signals: { ...record.signals, vpn: null }, error: null, shadow: null };
  const policy = policyFile({ rules: { 'no-vpn': ['deny', { when: { not: { vpn: true } } }] } });
  const denied = async (logged: unknown) =>
    (await backtest(log([logged as DecisionRecord]), '--policy', policy)).actions.allow.deny;
  expect([await denied(written), await denied(record)]).toEqual([0, 1]);
});

describe('what a log cannot say', () => {
  const travel = policyFile({ rules: { 'impossible-travel': 'deny' } });
  const open = async (record: DecisionRecord, policy: string) =>
    (await backtest(log([record]), '--policy', policy)).cannotSay;
  const withoutTravel = recordOf({ signals: { travelKm: undefined, travelKmh: undefined } });

  test('is what was not requested at the time', async () => {
    expect(withoutTravel.unknown).not.toContain('impossible-travel');
    expect(await open(withoutTravel, travel)).toEqual({
      decisions: 1,
      rules: [{ rule: 'impossible-travel', decisions: 1 }],
    });
  });

  test('is not what was requested but unknown: it would be unknown today, too', async () => {
    const asked = recordOf({
      policy: { rules: { 'impossible-travel': 'observe' } },
      signals: { travelKmh: undefined },
    });
    expect(asked.unknown).toContain('impossible-travel');
    expect(await open(asked, travel)).toEqual({ decisions: 0, rules: [] });
  });

  test('is neither what the event itself lacks, nor what a missing event would have', async () => {
    const rooted = policyFile({ rules: { 'rooted-apps': ['deny', { when: { 'event.rootApps': true } }] } });
    expect(await open(recordOf(), rooted)).toEqual({ decisions: 0, rules: [] });
    expect(await open(recordOf({ signals: { lookup: 'unavailable' } }), travel)).toEqual({
      decisions: 0,
      rules: [],
    });
  });

  test('is what the log omits', async () => {
    const { event, ...record } = recordOf({ record: { erased: ['event'] } });
    expect(event).toBeDefined();
    const velocity = policyFile({ rules: { velocity: 'deny' } });
    const result = await open({ ...record, unknown: [] }, velocity);
    expect(result.rules).toContainEqual({ rule: 'velocity', decisions: 1 });
  });

  test('is what somebody has dropped from the log: the event of an event that was found', async () => {
    const gold = policyFile({ rules: { gold: ['deny', { when: { 'event.tags.plan': 'gold' } }] } });
    const { event: _, ...record } = recordOf({ event: { tags: { plan: 'gold' } } });
    const { decisions, rules } = await open(record, gold);
    expect([decisions, rules]).toEqual([1, expect.arrayContaining([{ rule: 'gold', decisions: 1 }])]);
    // No event was found here.
    const missing = { ...record, signals: { reference: 'missing' as const } };
    const unknown = { ...record, signals: { reference: 'id' as const, lookup: 'unknown' as const } };
    for (const honest of [recordOf({ event: { tags: {} } }), missing, unknown])
      expect((await open(honest, gold)).rules).not.toContainEqual({ rule: 'gold', decisions: 1 });
    const table = folder.at('no-event.parquet');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (FROM read_json('${log([record])}')) TO '${table}'`);
    connection.closeSync();
    expect((await backtest(table, '--policy', gold)).cannotSay.decisions).toBe(1);
  });

  test('changes no action that is as strict as it gets', async () => {
    const bot = recordOf({ signals: { bot: 'bad', travelKm: undefined, travelKmh: undefined } });
    expect(await open(bot, travel)).toMatchObject({ decisions: 0, rules: [{ rule: 'impossible-travel' }] });
  });
});

describe('labels', () => {
  const visitor = (id: string, visitorId: string, signals: RecordParts['signals'], at = NOON) =>
    recordOf({ id, at, signals: { ...signals }, event: { visitorId, linkedId: `of-${visitorId}` } });
  const records = [
    visitor('f1', 'fraud-1', { incognito: true }),
    visitor('f2', 'fraud-1', { incognito: false }, NOON + DAY_MS),
    visitor('f3', 'fraud-2', { incognito: true, tor: true }),
    visitor('g1', 'good-1', { incognito: true }),
    visitor('g2', 'good-1', { incognito: true }),
    visitor('g3', 'good-2', { incognito: false }),
    visitor('x1', 'nobody', { incognito: true }),
  ];
  const file = log(records);
  const policy = policyFile({ rules: { incognito: 'deny' } });
  const labelled = async (name: string, content: unknown) => {
    const labels = folder.write(name, content);
    const { labelled: result } = await backtest(file, '--policy', policy, '--labels', labels);
    return result;
  };

  test('give precision, recall and the honest people hit, of the policies and of each rule', async () => {
    const result = await labelled(
      'visitors.csv',
      'visitor_id,label\nfraud-1,fraud\nfraud-2,fraud\ngood-1,good\ngood-2,good\n',
    );
    expect(result).toMatchObject({
      labels: 4,
      decisions: { fraud: 3, good: 3 },
      before: { fraudHit: 1, goodHit: 0, precision: 1, recall: 1 / 3, honestPeople: 0 },
      after: { fraudHit: 2, goodHit: 2, precision: 0.5, recall: 2 / 3, honestPeople: 1 },
    });
    expect(result?.money).toBeUndefined();
    expect(result?.rules.find(({ rule }) => rule === 'incognito')).toMatchObject({
      before: { fraudHit: 2, goodHit: 2 },
      after: { fraudHit: 2, goodHit: 2 },
    });
    expect(result?.rules.find(({ rule }) => rule === 'tor')?.after).toMatchObject({
      precision: 1,
      recall: 1 / 3,
    });
  });

  test('join on the most specific ID, and fraud outweighs good', async () => {
    const result = await labelled('mixed.json', [
      { decisionId: 'f1', label: 'good' },
      { visitorId: 'fraud-1', label: 'fraud' },
      { linkedId: 'of-good-1', label: 'fraud' },
      { visitorId: 'good-1', label: 'good' },
      { visitorId: 'good-2', label: 'good' },
    ]);
    // f1 is good by its own label, f2 fraud by its visitor's, g1 and g2 by their account's.
    expect(result).toMatchObject({ decisions: { fraud: 3, good: 2 }, contradicted: { count: 0 } });
  });

  describe('that contradict each other', () => {
    const rows = [
      'good-1,,good,',
      'good-1,,fraud,',
      'good-1,,fraud,',
      ',g3,good,2026-06-01',
      ',g3,fraud,',
      'fraud-2,,fraud,2026-06-02',
      'fraud-2,,good,2026-06-03',
      ',x1,good,',
      ',x1,good,',
    ];
    const csv = (lines: readonly string[]) => `visitorId,decisionId,label,at\n${lines.join('\n')}\n`;

    test.each([
      ['in one file', () => folder.write('both.csv', csv(rows))],
      [
        'across files',
        () => {
          folder.write('both-1.csv', csv(rows.filter((row) => row.includes('good'))));
          folder.write('both-2.csv', csv(rows.filter((row) => row.includes('fraud,'))));
          return folder.at('both-[12].csv');
        },
      ],
    ])('are counted and named, and mean fraud: %s', async (_where, write) => {
      const html = folder.at('both.html');
      const args = ['backtest', file, '--policy', policy, '--labels', write(), '--html', html];
      const { code, stdout, stderr } = await run([...args, '--json']);
      const contradicted = {
        decisions: 4,
        count: 3,
        named: [
          { by: 'visitorId', id: 'good-1' },
          { by: 'decisionId', id: 'g3' },
          { by: 'visitorId', id: 'fraud-2' },
        ],
      };
      expect(JSON.parse(stdout).labelled).toMatchObject({ contradicted, decisions: { fraud: 4, good: 1 } });
      const lines = ['labels say both fraud and good of 4 decisions, counted as fraud:'];
      expect({ code, lines: stderr.trimEnd().split('\n') }).toEqual({
        code: 1,
        lines: [...lines, '  visitorId good-1', '  decisionId g3', '  visitorId fraud-2'],
      });
      const sentence = 'Labels contradict each other on 4 decisions, counted as fraud.';
      expect((await run(args)).stdout).toContain(sentence);
      expect(readFileSync(html, 'utf8')).toContain(sentence);
    });

    test.each([
      ['the same twice', ['good-1,,good,', 'good-1,,good,', ',f1,fraud,', ',f1,fraud,2026-06-01']],
      ['a chargeback of a good customer', ['fraud-1,,good,', 'fraud-1,,fraud,2026-06-01']],
      ['a decision unlike the others of its visitor', ['fraud-1,,fraud,', ',f1,good,']],
      ['of decisions that the log does not have', ['stranger,,fraud,', 'stranger,,good,']],
      ['of two decisions of a visitor', ['fraud-1,,good,2026-05-01T13:00Z', 'fraud-1,,fraud,2026-06-01']],
    ])('are not: %s', async (_what, lines) => {
      expect((await labelled('twins.csv', csv(lines)))?.contradicted).toEqual({
        decisions: 0,
        count: 0,
        named: [],
      });
    });

    test('are named up to a number', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `many-${index}`);
      const many = log(ids.map((id) => recordOf({ id })));
      const labels = folder.write('many.csv', csv(ids.flatMap((id) => [`,${id},good,`, `,${id},fraud,`])));
      const { stderr } = await run(['backtest', many, '--policy', policy, '--labels', labels]);
      expect(stderr.trimEnd().split('\n')).toHaveLength(22);
      expect(stderr).toContain('… and 5 more');
    });
  });

  test('with a time belong to the last decision before, however many came since', async () => {
    const late = new Date(NOON + 60 * DAY_MS).toISOString();
    const between = new Date(NOON + DAY_MS / 2).toISOString();
    const of = async (at: string) =>
      (await labelled('late.csv', `visitorId,label,at\nfraud-1,fraud,${at}\n`))?.after;
    // f2, in no private window; then f1, in one.
    expect(await of(late)).toMatchObject({ fraud: 1, fraudHit: 0 });
    expect(await of(between)).toMatchObject({ fraud: 1, fraudHit: 1 });
    expect(await of(new Date(NOON - 1).toISOString())).toMatchObject({ fraud: 0 });
    const own = await labelled('own.csv', `decisionId,label,at\nf1,fraud,2026-05-01\n`);
    expect(own?.after).toMatchObject({ fraud: 1, fraudHit: 1 });
  });

  test.each<[string, string | undefined]>([
    ['2026-05-01', 'late'],
    ['2026-05-02', 'late'],
    ['2026-05-01T00:30', 'early'],
    ['2026-05-01 00:00', undefined],
    ['2026-04-30', undefined],
  ])('with a date without a time (%s) mean the end of that day, in UTC: %s', async (at, expected) => {
    const start = Date.UTC(2026, 4, 1);
    const day = log([
      visitor('early', 'v', { tor: true }, start + 30 * 60_000),
      visitor('late', 'v', { incognito: true }, start + DAY_MS - 1),
    ]);
    const labels = folder.write('day.csv', `visitorId,label,at\nv,fraud,${at}\n`);
    const { labelled: result } = await backtest(day, '--policy', policy, '--labels', labels);
    const hit = result?.rules.filter(({ after }) => after?.fraudHit === 1).map(({ rule }) => rule);
    const rules = { early: 'tor', late: 'incognito' };
    expect(hit).toEqual(expected ? [rules[expected as keyof typeof rules]] : []);
    expect(result?.unmatched).toBe(expected ? 0 : 1);
  });

  test('with a time count in addition to those without: fraud outweighs good only in the decision that it belongs to', async () => {
    const at = (days: number) => new Date(NOON + days * DAY_MS).toISOString();
    const result = await labelled(
      'charged-back.csv',
      `visitorId,label,at\nfraud-1,good,\nfraud-1,fraud,${at(9)}\nfraud-1,fraud,${at(0.5)}\ngood-1,good,\ngood-1,fraud,${at(-1)}\n`,
    );
    // f1 and f2 each have a chargeback of their own; that of good-1 came before its decisions.
    expect(result).toMatchObject({ labels: 5, unmatched: 1, decisions: { fraud: 2, good: 2 } });
    const one = await labelled('one.csv', `visitorId,label,at\nfraud-1,good,\nfraud-1,fraud,${at(9)}\n`);
    expect(one).toMatchObject({ unmatched: 0, decisions: { fraud: 1, good: 1 } });
  });

  test('that match nothing in the log are counted', async () => {
    const labels = folder.write(
      'strangers.csv',
      'visitorId,label\nfraud-1,fraud\nnobody-1,fraud\nnobody-2,good\n',
    );
    const { stdout } = await run(['backtest', file, '--policy', policy, '--labels', labels]);
    expect(stdout).toContain(
      '3 labels: 2 fraudulent decisions, 0 good ones. 2 labels belong to no decision in the log.',
    );
  });

  test.each([
    [
      'quotes, a mark and line ends of Windows',
      '\uFEFF"visitorId","label","note"\r\n"fraud-1","fraud","a, ""b""\r\nc"\r\n"good-1","good",""\r\n',
    ],
    ['semicolons', 'visitorId;label\nfraud-1;fraud\ngood-1;good\n'],
    [
      'tabs and a row that lacks its last columns',
      'visitorId\tlabel\tat\tamount\nfraud-1\tfraud\ngood-1\tgood\t\t\n',
    ],
    ['capitals and blanks', 'VISITOR_ID, Label, Amount\n fraud-1 , Fraud ,  \ngood-1, GOOD,\n\n'],
  ])('are read with %s', async (_, content) => {
    expect(await labelled('form.csv', content)).toMatchObject({
      labels: 2,
      unmatched: 0,
      decisions: { fraud: 2, good: 2 },
    });
  });

  test('may be in several files', async () => {
    folder.write('part-1.csv', 'visitorId,label\nfraud-1,fraud\n');
    folder.write('part-2.csv', 'linkedId,label\nof-good-1,good\n');
    const { labelled: result } = await backtest(
      file,
      '--policy',
      policy,
      '--labels',
      folder.at('part-*.csv'),
    );
    expect(result).toMatchObject({ labels: 2, decisions: { fraud: 2, good: 2 } });
  });

  test('with amounts show what is at stake: each amount once', async () => {
    const result = await labelled(
      'amounts.csv',
      'decisionId,visitorId,label,amount\n,fraud-1,fraud,100.5\nf3,,fraud,20\n,good-1,good,7\n,good-2,good,5\n',
    );
    expect(result?.money).toEqual({
      fraud: { total: 120.5, stoppedBefore: 20, stoppedAfter: 120.5 },
      good: { total: 12, stoppedBefore: 0, stoppedAfter: 7 },
    });
  });

  test('that are there twice, such as in files that overlap, count once; other amounts add up', async () => {
    const result = await labelled(
      'overlap.csv',
      'decisionId,visitorId,label,at,amount\nf3,,fraud,,20\nf3,,fraud,2026-06-01,20\nf3,,fraud,,5\n,good-1,good,,7\n,good-1,good,,7\n',
    );
    expect(result).toMatchObject({
      labels: 3,
      unmatched: 0,
      money: { fraud: { total: 25 }, good: { total: 7 } },
    });
  });

  describe('are the same as CSV, as a JSON array and as NDJSON', () => {
    const cell = (value: string) => (/[^\w-]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const inEveryForm = (rows: readonly Readonly<Record<string, unknown>>[]) => {
      const names = [...new Set(['linkedId', 'label', ...rows.flatMap(Object.keys)])];
      const csv = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
      const pretty = JSON.stringify(rows, null, 2);
      return {
        'same.csv': `${csv.map((row) => row.map(cell).join(',')).join('\n')}\n`,
        'same.json': rows,
        'marked.json': `\uFEFF${pretty}`,
        'same.jsonl.gz': gzipSync(asLines(rows)),
      };
    };

    const uuid = '3F6C0010-0000-4000-8000-0000000000AA';
    const ids = [uuid, 'user-5', '123', '0012', '2026-05-01', '1e5', 'true', '12345678901234567890'];
    const accounts = log(ids.map((id) => visitor(`of-${id}`, `${id}-v`, { incognito: true })));
    const of = (id: string) => ({ linkedId: `of-${id}-v` });
    const numbered = log(
      ['123', '12345678901234567890'].map((linkedId) => recordOf({ id: linkedId, event: { linkedId } })),
    );
    // Labels may contradict each other.
    const readAs = async (records: string, name: string, content: unknown) => {
      const labels = folder.write(name, content);
      const { stdout } = await run(['backtest', records, '--policy', policy, '--labels', labels, '--json']);
      return (JSON.parse(stdout) as BacktestResult).labelled;
    };

    test.each<[string, { linkedId: unknown; [name: string]: unknown }[], object]>([
      ['a UUID in capitals', [{ ...of(uuid), label: 'fraud' }], { fraud: 1, good: 0 }],
      [
        'strings next to numbers',
        [
          { linkedId: 'user-5', label: 'good' },
          { linkedId: 123, label: 'fraud' },
        ],
        { fraud: 1, good: 0 },
      ],
      [
        'an amount as a number and as a string',
        [
          { ...of('123'), label: 'fraud', amount: 5 },
          { ...of('0012'), label: 'fraud', amount: '7' },
        ],
        { fraud: 2, good: 0 },
      ],
      [
        'a time as a string and in ms',
        [
          { ...of('123'), label: 'fraud', at: '2026-05-02' },
          { ...of('0012'), label: 'good', at: NOON + DAY_MS },
        ],
        { fraud: 1, good: 1 },
      ],
      ['nothing', [], { fraud: 0, good: 0 }],
    ])('%s', async (_what, rows, decisions) => {
      const both = folder.write('both.jsonl', `${readFileSync(accounts)}${readFileSync(numbered)}`);
      for (const [name, content] of Object.entries(inEveryForm(rows)))
        expect([name, await readAs(both, name, content)]).toMatchObject([
          name,
          { labels: rows.length, decisions },
        ]);
    });

    test('numbers of more digits than a number in JavaScript has', async () => {
      const content = '[{"linkedId":12345678901234567890,"label":"fraud"}]';
      expect(await readAs(numbered, 'long.json', content)).toMatchObject({ decisions: { fraud: 1 } });
    });

    test('what only a late line has', async () => {
      const rows = Array.from({ length: 30_000 }, (_, index) => ({ linkedId: index, label: 'good' }));
      const late = [...rows, { linkedId: 'of-user-5-v', label: 'fraud', amount: 5, at: '2026-06-01' }];
      const result = await readAs(accounts, 'late.jsonl', asLines(late));
      expect(result).toMatchObject({
        labels: 30_001,
        decisions: { fraud: 1 },
        money: { fraud: { total: 5 } },
      });
    });

    test('whatever they are', async () => {
      const label = fc.record(
        {
          linkedId: fc.oneof(
            fc.constantFrom(...ids.map((id) => `of-${id}-v`)),
            fc.constant(123),
            fc.string({ minLength: 1 }),
          ),
          label: fc.constantFrom('fraud', 'good', 'FRAUD'),
          at: fc.constantFrom<unknown>('2026-05-01', '2026-05-01T12:00:00Z', NOON, String(NOON), null, ''),
          amount: fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constantFrom('7', '1.5', null, '')),
        },
        { requiredKeys: ['linkedId', 'label'] },
      );
      const hasId = ({ linkedId }: { linkedId: unknown }) => String(linkedId).trim() !== '';
      await fc.assert(
        fc.asyncProperty(fc.array(label.filter(hasId), { maxLength: 20 }), async (rows) => {
          const [first, ...others] = Object.entries(inEveryForm(rows));
          const expected = await readAs(accounts, ...(first as [string, unknown]));
          for (const [name, content] of others)
            expect([name, await readAs(accounts, name, content)]).toEqual([name, expected]);
        }),
        { numRuns: 6 },
      );
    });
  });

  test('keep IDs of digits and dates unchanged', async () => {
    const digits = log([
      visitor('d', '0012', { incognito: true }),
      visitor('e', '2026-05-01', { incognito: true }),
    ]);
    for (const [name, content] of [
      ['digits.csv', 'visitorId,label\n0012,fraud\n2026-05-01,fraud\n'],
      [
        'digits.jsonl',
        asLines([
          { visitorId: '0012', label: 'fraud' },
          { visitorId: '2026-05-01', label: 'fraud' },
        ]),
      ],
    ] as const) {
      const labels = folder.write(name, content);
      const result = await backtest(digits, '--policy', policy, '--labels', labels);
      expect([name, result.labelled?.decisions.fraud]).toEqual([name, 2]);
    }
  });

  test.each([
    ['visitorId,label\nv,frau\n', ':2: expected fraud or good, not "frau"'],
    [
      'visitor,label\nv,fraud\n',
      'expected the columns decisionId, visitorId or linkedId, and label; found visitor, label',
    ],
    ['visitorId,label\n,fraud\n', ':2: no decisionId, visitorId or linkedId'],
    [
      'visitorId,label,at\nv,fraud,soon\n',
      ':2: at: expected a date such as 2026-05-01, or ms since 1970, not "soon"',
    ],
    ['visitorId,label,at\nv,fraud,01.07.2026\n', ':2: at: expected a date such as 2026-05-01'],
    ['visitorId,label,at\nv,fraud,7/1/2026\n', ':2: at: expected a date such as 2026-05-01'],
    ['visitorId,label,at\nv,fraud,1782864000\n', ':2: at: expected a date such as 2026-05-01'],
    ['visitorId,label,amount\nv,fraud,0x10\n', ':2: amount: expected a number such as 12.5, not "0x10"'],
    ['visitorId,label\n"v,fraud\nw,good\n', 'wrong.csv: '],

    ['visitorId,label,amount\nv,fraud,12 €\n', ':2: amount: expected a number such as 12.5, not "12 €"'],
  ])('that are wrong are refused: %j', async (content, message) => {
    const labels = folder.write('wrong.csv', content);
    const outcome = await run(['backtest', file, '--policy', policy, '--labels', labels]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(message);
  });

  describe('that are wrong are listed all at once', () => {
    const rows = [
      { linkedId: 'a', label: 'fraud', amount: '12.5' },
      { linkedId: 'b', label: 'chargeback', amount: '$12' },
      { linkedId: 'a\nb', label: 'fraud', at: '2026/05/01' },
      { linkedId: 'c', label: 'fraud', at: 1_777_593_600, amount: '1,200.50' },
      { label: 'good' },
    ];
    const csv = [
      'note,linkedId,label,at,amount',
      'an amount,a,fraud,,12.5',
      '',
      '"a ""label"" of',
      'two lines",b,chargeback,,$12',
      ',"a',
      'b",fraud,2026/05/01,',
      ',c,fraud,1777593600,"1,200.50"',
      ',,good,,',
    ];
    const issues = (...places: readonly (string | number)[]) => [
      `${places[0]}: expected fraud or good, not "chargeback"`,
      `${places[0]}: amount: expected a number such as 12.5, not "$12"`,
      `${places[1]}: at: expected a date such as 2026-05-01, or ms since 1970, not "2026/05/01"`,
      `${places[2]}: at: expected a date such as 2026-05-01, or ms since 1970, not "1777593600"`,
      `${places[2]}: amount: expected a number such as 12.5, not "1,200.50"`,
      `${places[3]}: no decisionId, visitorId or linkedId`,
    ];
    const refused = async (...args: string[]) => {
      const { code, stderr } = await run(['backtest', file, '--policy', policy, '--labels', ...args]);
      expect(code).toBe(2);
      return stderr.trimEnd().split('\n');
    };

    test.each<[string, unknown, string[]]>([
      ['in.csv', csv.join('\r\n'), [':4', ':6', ':8', ':9']],
      ['in.csv.gz', gzipSync(csv.join('\n')), [':4', ':6', ':8', ':9']],
      ['in.jsonl', `\n${asLines(rows)}`, [':3', ':4', ':5', ':6']],
      ['in.json', rows, [', label 2', ', label 3', ', label 4', ', label 5']],
    ])('in %s', async (name, content, places) => {
      const labels = folder.write(name, content);
      const [first, ...others] = await refused(labels);
      expect(first).toMatch(/--labels: 6 values cannot be read:$/);
      expect(others).toEqual(issues(...places.map((place) => `  ${labels}${place}`)));
    });

    const lines = [
      '{"linkedId":"a","label":"fraud"}',
      '{"linkedId":"b", label}',
      '',
      '{"linkedId":"c","label":"frau"}',
      'linkedId,label',
      '{"linkedId":',
      '{"linkedId":"d","label":"good"}',
    ].join('\n');
    test.each<[string, string | Buffer]>([
      ['torn.jsonl', lines],
      ['torn.ndjson.gz', gzipSync(lines)],
    ])('also lines that are no JSON: in %s', async (name, content) => {
      const labels = folder.write(name, content);
      const [first, ...others] = await refused(labels);
      expect(first).toMatch(/--labels: 4 values cannot be read:$/);
      expect(others).toEqual(
        [':2: not JSON', ':4: expected fraud or good, not "frau"', ':5: not JSON', ':6: not JSON'].map(
          (issue) => `  ${labels}${issue}`,
        ),
      );
    });

    test('but of an array, only where it stops being JSON', async () => {
      const labels = folder.write(
        'torn.json',
        '[{"linkedId":"a","label":"fraud"},\n{"linkedId":"b", label}]',
      );
      expect((await refused(labels)).join()).toMatch(/torn\.json: .*Malformed JSON/);
    });

    test('from several files, up to a number, and shortened', async () => {
      folder.write('bad-1.csv', `linkedId,label\n${'a,x\n'.repeat(15)}`);
      folder.write('bad-2.csv', `linkedId,label\na,good\n${`a,${'x'.repeat(500)}\n`.repeat(15)}`);
      const [first, ...others] = await refused(folder.at('bad-?.csv'));
      expect(first).toContain('30 values cannot be read:');
      expect(others).toHaveLength(21);
      expect(others[15]).toContain(`${folder.at('bad-2.csv')}:3: expected fraud or good, not "xxx`);
      expect(others[15]?.length).toBeLessThan(300);
      expect(others[20]).toBe('  … and 10 more');
    });
  });
});

test('policies with issues are refused, with all issues', async () => {
  const wrong = policyFile({ rules: { vp: 'deny', tor: 'block' } });
  const { code, stderr } = await run(['backtest', log([recordOf()]), '--policy', wrong]);
  expect(code).toBe(2);
  expect(stderr).toContain('rules.vp: unknown rule; did you mean vpn?');
  expect(stderr).toContain('rules.tor');
  expect(() => definePolicy({ rules: { vp: 'deny' } } as PolicyConfig)).toThrow('rules.vp');
});
