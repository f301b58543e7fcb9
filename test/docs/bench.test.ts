import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { range, WIDTH } from './bars.js';
import { drawBench } from './bench-picture.js';
import { type BenchResults, type Compared, instancesTitle, policyFigures } from './bench-results.js';
import { expectSection } from './section.js';

const at = (name: string) => new URL(`../bench/${name}`, import.meta.url);
const doc = at('README.md');
const picture = new URL('../../docs/pictures/bench.svg', import.meta.url);
const newest = JSON.parse(readFileSync(at('newest.json'), 'utf8')) as BenchResults;
const { cpu, sealed, policy, instances, 'round-trips': waits } = newest.parts;

const shown = (ratio: Compared['wallRatio']): string => range(ratio);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

test('test/bench/newest.json is what one run of the bench has written', () => {
  const rounds = { cpu: expect.any(Number), sealed: expect.any(Number), 'round-trips': expect.any(Number) };
  expect(newest).toMatchObject({ node: expect.any(String), cores: 2, rounds });
  expect(newest.command).toMatch(/^npm run bench -- /);
  const names = ['dispatch', 'dispatch and JSON.parse', 'guard.check', 'SDK v7 getEvent', 'SDK v6 getEvent'];
  for (const compared of Object.values(cpu)) expect(compared.map(({ name }) => name)).toEqual(names);
});

test('the picture of the bench is as test/bench/newest.json; `npm run update` redraws it', () => {
  const drawn = drawBench(newest);
  if (process.env.UPDATE_DOCS) writeFileSync(picture, drawn);
  expect(readFileSync(picture, 'utf8')).toBe(drawn);
});

/** A run of every part, with figures that take room. */
const spread = { min: 0.05, median: 2.5, max: 39.99 };
const compared = (...names: string[]) =>
  names.map((name) => ({ name, wallRatio: spread, cpuRatio: spread, perSecond: spread }));
const ofEveryPart: BenchResults = {
  command: 'npm run bench',
  parts: {
    cpu: { 1: compared('dispatch and JSON.parse', 'guard.check'), 50: compared('dispatch', 'guard.check') },
    sealed: { 1: compared('guard.check'), 50: compared('guard.check') },
    'round-trips': { 'burst of 20, median': { 'guard, warmed up': spread, guard: spread, SDK: spread } },
    policy: {
      evaluationsPerSecond: { min: 1e6, median: 1.5e6, max: 2e6 },
      evaluationBytes: 348,
      claim: { bytes: 84, claimAndCheckUs: 3 },
      otel: { withoutSdkUs: spread, withSdkUs: spread },
    },
    instances: { processes: 4, inFlight: 25, compared: compared('claims, events by webhook') },
  },
};

/** Where the words of a picture are, if its font is a wide one. */
function wordsOf(svg: string) {
  const em: Record<string, number> = { title: 15, figure: 11, scale: 11 };
  return [...svg.matchAll(/<text(?: class="(\w+)")? x="([\d.]+)" y="([\d.]+)">(.*?)<\/text>/g)].map(
    ([, kind = '', x, y, words = '']) => {
      const width = 0.56 * words.length * (em[kind] ?? 13);
      const left = Number(x) - width * ({ name: 1, scale: 0.5 }[kind] ?? 0);
      return { words, left, right: left + width, bottom: Number(y), top: Number(y) - (em[kind] ?? 13) };
    },
  );
}

test('the words of the picture are inside it, and none is upon another or upon a bar', () => {
  const svg = drawBench(ofEveryPart);
  const words = wordsOf(svg);
  expect(words.length).toBeGreaterThan(50);
  const bars = [...svg.matchAll(/class="spread" d="M[\d.]+ ([\d.]+)H([\d.]+)/g)].map(([, y, right]) => ({
    words: 'a bar',
    left: Number(right) - 1,
    right: Number(right),
    bottom: Number(y),
    top: Number(y),
  }));
  expect(bars.length).toBeGreaterThan(15);
  const boxes = [...words, ...bars];
  for (const one of words) {
    expect(one.left).toBeGreaterThanOrEqual(-1);
    expect(one.right).toBeLessThanOrEqual(WIDTH);
    const under = boxes.filter(
      (other) =>
        other !== one &&
        other.left < one.right &&
        one.left < other.right &&
        other.top < one.bottom &&
        one.top < other.bottom,
    );
    expect([one.words, ...under.map((other) => other.words)]).toEqual([one.words]);
  }
});

test('the picture shows every table that was measured, and no other', () => {
  const titles = (results: BenchResults) =>
    [...drawBench(results).matchAll(/class="title".*?>(.*?)</g)].map(([, title]) => title);
  const always = [
    'The wait of a check, in round trips',
    'A check of an event by its ID',
    'A check of a sealed result',
  ];
  const { cpu, sealed, 'round-trips': waits } = ofEveryPart.parts;
  expect(titles({ ...ofEveryPart, parts: { cpu, sealed, 'round-trips': waits } })).toEqual(always);
  expect(titles(ofEveryPart)).toEqual([
    ...always,
    '4 instances at once, 25 in flight each, by what they share in Redis',
    'Policies, claims and telemetry',
  ]);
});

test('so is the table of its ratios; `npm run update` rewrites it', () => {
  const counts = Object.keys(cpu);
  const rowsOf = (by: Record<string, readonly Compared[]>, prefix = '') =>
    (by[counts[0] ?? ''] ?? [])
      .filter(({ name }) => name !== 'guard.check')
      .map(({ name }) => {
        const figures = counts.flatMap((count) => by[count]?.filter((other) => other.name === name) ?? []);
        return [
          `${prefix}${name}`,
          ...figures.flatMap(({ wallRatio, cpuRatio }) => [shown(wallRatio), shown(cpuRatio)]),
        ];
      });
  const head = [
    '× a check',
    ...counts.flatMap((count) => [`wall, ${count} in flight`, `CPU, ${count} in flight`]),
  ];
  expectSection(doc, 'ratios', table(head, [...rowsOf(cpu), ...rowsOf(sealed, 'sealed: ')]));
});

test('and those without a network, if they were measured; `npm run update` rewrites it', () => {
  expectSection(doc, 'policy', policy ? table(['without a network', ''], policyFigures(policy)) : '');
});

test('and that of several instances, if they were measured; `npm run update` rewrites it', () => {
  const rows = instances?.compared.map(({ name, perSecond, wallRatio, cpuRatio }) => [
    name,
    range(perSecond, (calls) => Math.round(calls).toLocaleString('en-US')),
    shown(wallRatio),
    shown(cpuRatio),
  ]);
  const head = ['', 'calls a second, all', 'wall, × a check', 'CPU, × a check'];
  expectSection(
    doc,
    'instances',
    instances ? `${instancesTitle(instances)}:\n\n${table(head, rows ?? [])}` : '',
  );
});

test('and that of its round trips; `npm run update` rewrites it', () => {
  const subjects = Object.keys(Object.values(waits)[0] ?? {});
  const rows = Object.entries(waits).map(([wait, bySubject]) => [
    wait,
    ...Object.values(bySubject).map(shown),
  ]);
  expectSection(doc, 'round trips', table(['wait', ...subjects], rows));
});
