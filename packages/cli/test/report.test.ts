import { readFileSync } from 'node:fs';
import type { DecisionRecord, ShadowDecision } from '@fingerprint-guard/core';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { DecisionReport } from '../src/report/report-tally.js';
import { createFolder } from './folder.js';
import { asLines, DAY_MS, NOON, recordOf } from './records.js';
import { json, run } from './run.js';

const folder = createFolder();
afterAll(() => folder.remove());

let files = 0;
const log = (...records: DecisionRecord[]) => folder.write(`log-${files++}.jsonl`, asLines(records));
const report = (...records: DecisionRecord[]) => json<DecisionReport>(['report', log(...records)]);

const monitor = { mode: 'monitor', rules: { tor: 'deny' } } as const;
const tor = { signals: { tor: true } };

describe('a report', () => {
  test('shows what a week in monitor mode found: what would be blocked, by policy, rule, route and day', async () => {
    const result = await report(
      recordOf({ policy: monitor }),
      recordOf({ policy: monitor, ...tor }),
      recordOf({
        policy: monitor,
        ...tor,
        at: NOON + DAY_MS,
        request: { method: 'POST', path: '/pay/7', route: '/pay/:id' },
      }),
      recordOf({ policy: monitor, ...tor, required: false }),
      recordOf({ ...tor, record: { policy: 'login' } }),
    );
    expect(result).toMatchObject({ decisions: 5, records: 5, from: NOON, to: NOON + DAY_MS });
    const [inline, login] = result.policies;
    expect(inline).toMatchObject({
      policy: 'inline',
      modes: ['monitor'],
      decisions: 4,
      actions: { allow: 1, challenge: 0, deny: 3 },
      blocked: 0,
      wouldBlock: 2,
      attached: 1,
      routes: [
        { route: 'POST /login', allow: 1, challenge: 0, deny: 2 },
        { route: 'POST /pay/:id', allow: 0, challenge: 0, deny: 1 },
      ],
      days: [
        { day: '2026-05-01', allow: 1, challenge: 0, deny: 2 },
        { day: '2026-05-02', allow: 0, challenge: 0, deny: 1 },
      ],
    });
    expect(inline?.rules[0]).toEqual({ rule: 'tor', deny: 3, challenge: 0, observe: 0, unknown: 0 });
    expect(inline?.rules.find(({ rule }) => rule === 'rooted-device')).toMatchObject({ deny: 0, unknown: 4 });
    expect(login).toMatchObject({ modes: ['enforce'], actions: { challenge: 1 }, blocked: 1, wouldBlock: 0 });
  });

  test('says what failed open, by its cause', async () => {
    const down = (lookupCause: 'timeout' | 'network') =>
      recordOf({ signals: { lookup: 'unavailable', lookupCause } });
    const store = recordOf({ signals: { replayStore: 'unavailable', reused: undefined } });
    expect([down('timeout'), store].map(({ failedOpen }) => failedOpen)).toEqual([true, true]);
    const result = await report(down('timeout'), down('timeout'), down('network'), store, recordOf());
    expect(result.policies[0]?.failedOpen).toEqual([
      { cause: 'timeout', decisions: 2 },
      { cause: 'network', decisions: 1 },
      { cause: 'replay store', decisions: 1 },
    ]);
  });

  test('lists the visitors who are blocked most often, and none who is let in', async () => {
    const of = (visitorId: string, signals: object) => recordOf({ signals, event: { visitorId } });
    const bots = Array.from({ length: 12 }, (_, index) =>
      of(`bot-${String(index).padStart(2, '0')}`, { bot: 'bad' }),
    );
    const result = await report(of('honest', {}), of('honest', {}), ...bots, of('bot-07', { bot: 'bad' }));
    const { top, isExact } = result.policies[0]?.visitors ?? {};
    expect(isExact).toBe(true);
    expect(top).toHaveLength(10);
    expect(top?.[0]).toEqual({ visitorId: 'bot-07', decisions: 2 });
  });

  test('counts for a sample what it stands for, and what a second policy concluded', async () => {
    const shadow = {
      policy: 'next',
      action: 'deny',
      reasons: [],
      unknown: [],
      policyRevision: '',
    } as ShadowDecision;
    const result = await report(recordOf({ record: { sampled: 0.25, shadow } }), recordOf(tor));
    expect(result).toMatchObject({ records: 2, decisions: 5 });
    expect(result.policies[0]).toMatchObject({
      actions: { allow: 4, challenge: 1 },
      shadows: [{ policy: 'next', actions: { allow: { allow: 0, challenge: 0, deny: 4 } } }],
    });
  });

  test('of nothing says that there is nothing', async () => {
    expect(await run(['report', log()])).toEqual({ code: 0, stdout: '0 decisions, in 1 file\n', stderr: '' });
  });
});

describe('what a client chose', () => {
  const hostile = '\u001b[2J\u202e<script>alert(1)</script>"\'&';
  const record = recordOf({
    id: hostile,
    signals: { bot: 'bad' },
    event: { visitorId: hostile },
    request: { method: hostile, path: hostile },
    record: {
      policy: hostile,
      reasons: [{ rule: hostile, level: 'deny', message: hostile }],
      observed: [{ rule: hostile, level: 'observe', message: hostile }],
    },
  });
  const policy = folder.write('mild.json', { rules: { 'bad-bot': 'challenge' } });

  test.each([
    ['report', []],
    ['backtest', ['--policy', policy]],
  ])('controls no terminal and no page: %s', async (command, args) => {
    const page = folder.at(`${command}.html`);
    const { code, stdout, stderr } = await run([command, log(record), ...args, '--html', page]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const html = readFileSync(page, 'utf8');
    for (const text of [stdout, html]) expect(text).not.toMatch(/[\p{Cf}\p{Zl}]|(?!\n)\p{Cc}/u);
    expect(stdout).toContain('<script>');
    expect(html).not.toMatch(/<script/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  });
});

describe('a page', () => {
  const SITE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="Astro v5.0.0">
<title>@fingerprint-guard/cli</title>
</head>
<body>A report made with @fingerprint-guard/cli</body>
</html>
`;

  test('needs nothing else: it loads nothing and runs nothing', async () => {
    const [first, second] = [folder.at('report.html'), folder.at('backtest.html')];
    const labels = folder.write('labels.csv', 'decisionId,label,amount\na-decision,fraud,9.5\n');
    const file = log(recordOf(tor), recordOf({ signals: { incognito: true } }));
    await run(['report', file, '--html', first]);
    await run(['backtest', file, '--policy', 'strict', '--labels', labels, '--html', second]);
    for (const page of [first, second]) {
      const html = readFileSync(page, 'utf8');
      expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'");
      expect(html).not.toMatch(/\b(src|href|srcset|action)=|url\(|@import|\bon\w+=/i);
      expect(html).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test.each([
    ['a folder that is not there', () => folder.at('nowhere/page.html'), /--html: ENOENT/],
    ['a folder', () => folder.at('.'), /: a folder; name a file in it/],
    ['no name', () => '', /--html: name a file/],
    ['a log', () => log(recordOf()), /--html: .* is there already, and is no page/],
    ['a policy', () => folder.write('policy.json', '{}'), /--html: .* is there already, and is no page/],
    [
      'the page of a site',
      () => folder.write('index.html', SITE),
      /--html: .* is there already, and is no page/,
    ],
  ])('goes nowhere else, which is said before anything is read: %s', async (_what, place, message) => {
    const page = place();
    const before = /(jsonl|json|index\.html)$/.test(page) ? readFileSync(page, 'utf8') : undefined;
    for (const args of [['report'], ['backtest', '--policy', 'strict']]) {
      // Reading would fail with "no such file".
      const { code, stdout, stderr } = await run([...args, folder.at('none.jsonl'), '--html', page]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
    if (before !== undefined) expect(readFileSync(page, 'utf8')).toBe(before);
  });

  test('replaces a page, and an empty file', async () => {
    const page = folder.write('again.html', '');
    for (const visits of [1, 2]) {
      await run(['report', log(...Array.from({ length: visits }, () => recordOf())), '--html', page]);
      expect(readFileSync(page, 'utf8')).toContain(`${visits} decision`);
    }
  });
});
