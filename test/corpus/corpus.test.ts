import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { block, outputOf, session } from '../docs/command-line.js';
import { expectSection } from '../docs/section.js';
import { decisionLog } from './decision-log.js';
import { playCorpus, visits } from './play-corpus.js';
import { type Outcome, Shop } from './shop.js';
import { twins } from './twins.js';

const guide = new URL('README.md', import.meta.url);

const shop = new Shop();
let outcomes: Outcome[] = [];
beforeAll(async () => {
  outcomes = await playCorpus(shop);
});

const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-corpus-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  return shop.close();
});

const of = (label: 'attack' | 'honest') => outcomes.filter(({ visit }) => visit.label === label);
const rules = ({ reasons }: Outcome['strict']) => reasons.map(({ rule }) => rule).join(', ');

test('holds at least 300 visits, each with a name of its own and a reason', () => {
  const names = new Set(visits.map(({ name }) => name));
  expect(names.size).toBe(visits.length);
  expect(names.size).toBeGreaterThanOrEqual(300);
  expect(visits.filter(({ because }) => because === '')).toEqual([]);
});

test('strict stops every attack', () => {
  const missed = of('attack').filter(({ strict }) => !strict.blocked);
  expect(missed.map(({ visit }) => `${visit.kind}: ${visit.name}`)).toEqual([]);
});

test('recommended denies no honest visitor', () => {
  const denied = of('honest').filter(({ recommended }) => recommended.action === 'deny');
  expect(denied.map(({ visit, recommended }) => [visit.name, rules(recommended)])).toEqual([]);
});

test('neither preset finds anything in an ordinary visit, so nothing of the shop stops the attacks', () => {
  const ordinary = of('honest').filter(({ visit }) => visit.kind === 'at home');
  const seen = ordinary.flatMap(({ strict, recommended }) => [
    ...strict.reasons,
    ...strict.observed,
    ...recommended.reasons,
    ...recommended.observed,
  ]);
  expect(seen).toEqual([]);
});

test('no policy can tell these apart', async () => {
  for (const { honest, attack, visit } of twins) {
    const one = await shop.play({ ...visit, name: `${honest} (honest)`, kind: 'twins', label: 'honest' });
    const other = await shop.play({ ...visit, name: `${attack} (attack)`, kind: 'twins', label: 'attack' });
    expect([one.strict.action, rules(one.strict)]).toEqual([other.strict.action, rules(other.strict)]);
    expect(one.recommended.action).toBe(other.recommended.action);
  }
});

/** The share of visits, such as `12 of 40`. */
const share = (all: readonly Outcome[], holds: (outcome: Outcome) => boolean) =>
  `${all.filter(holds).length} of ${all.length}`;

const COLUMNS: Readonly<Record<string, (outcome: Outcome) => boolean>> = {
  '`strict` stops': ({ strict }) => strict.blocked,
  '`recommended` stops': ({ recommended }) => recommended.blocked,
  '`recommended` denies': ({ recommended }) => recommended.action === 'deny',
  'the generated check refuses': ({ generatedCheckPasses }) => !generatedCheckPasses,
};

function table(label: 'attack' | 'honest'): string {
  const names = Object.keys(COLUMNS);
  const row = (title: string, all: readonly Outcome[]) =>
    `| ${[title, ...Object.values(COLUMNS).map((holds) => share(all, holds))].join(' | ')} |`;
  const kinds = [...new Set(of(label).map(({ visit }) => visit.kind))];
  return [
    `| ${[label === 'attack' ? 'attacks' : 'honest visits', ...names].join(' | ')} |`,
    `| ${['---', ...names.map(() => '---')].join(' | ')} |`,
    ...kinds.map((kind) =>
      row(
        kind,
        of(label).filter(({ visit }) => visit.kind === kind),
      ),
    ),
    row('**all**', of(label)),
  ].join('\n');
}

test.each(['attack', 'honest'] as const)(
  'the README has the numbers of %s visits; `npm run update` rewrites it',
  (label) => {
    const total = table(label).split('\n').at(-1)?.split(' | ').slice(1).join(', ').replace(' |', '');
    process.stdout.write(`corpus, ${label}: ${Object.keys(COLUMNS).join(', ')}: ${total}\n`);
    expectSection(guide, label, table(label));
  },
);

test('the README has the twins; `npm run update` rewrites it', () => {
  const rows = twins.map(({ honest, attack, visit }) => `| ${honest} | ${attack} | ${visit.because} |`);
  expectSection(guide, 'twins', ['| honest | attack | |', '| --- | --- | --- |', ...rows].join('\n'));
});

const BETWEEN = `{
  "extends": "recommended",
  "rules": {
    "velocity": "challenge",
    "proxy": "challenge",
    "suspect-score": "challenge"
  }
}`;

/** Rules whose examples the document shows. */
const SHOWN = ['ip-mismatch', 'stale-event'];

test('docs/backtest-corpus.md shows what the commands print; `npm run update` rewrites it', async () => {
  const doc = new URL('../../docs/backtest-corpus.md', import.meta.url);
  const { records, labels } = decisionLog(outcomes);
  const lines = records.map((record) => `${JSON.stringify(record)}\n`);
  writeFileSync(join(folder, 'decisions.jsonl'), lines.join(''));
  writeFileSync(join(folder, 'labels.csv'), labels);
  writeFileSync(join(folder, 'between.json'), BETWEEN);

  const report = 'report decisions.jsonl';
  expectSection(doc, 'report', session(report, await outputOf(report, folder)));

  const backtest = 'backtest decisions.jsonl --policy strict --labels labels.csv';
  const printed = await outputOf(backtest, folder);
  // Sections follow an empty line, and so do the examples of each rule.
  const parts = printed.split('\n\n');
  const part = (start: string) => {
    const found = parts.find((text) => text.startsWith(start));
    if (found === undefined) throw new Error(`${backtest} prints nothing that begins with ${start}`);
    return found;
  };
  const flips = [part('strict compared with'), part('Before and after'), part('By rule')];
  const examples = SHOWN.map((rule) => part(`  ${rule}, for example`));
  expectSection(doc, 'flips', session(backtest, `${flips.join('\n\n')}\n…`));
  expectSection(doc, 'examples', block('text', `…\n${examples.join('\n\n')}\n…`));
  expectSection(doc, 'labels', block('text', `…\n${part('Against the labels')}`));
  expectSection(doc, 'cannot-say', block('text', `…\n${part('What the log cannot say')}`));

  const between = backtest.replace('strict', 'between.json');
  expectSection(doc, 'policy', block('json', BETWEEN));
  const [known = ''] = /Against the labels(.*\n){5}/.exec(await outputOf(between, folder)) ?? [];
  expectSection(doc, 'between', session(between, `…\n${known}  …`));
});
