import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type BenchResults, type Compared, drawBench, type Spread } from './bench-picture.js';
import { expectSection } from './section.js';

const at = (name: string) => new URL(`../bench/${name}`, import.meta.url);
const doc = at('README.md');
const picture = new URL('../../docs/pictures/bench.svg', import.meta.url);
const newest = JSON.parse(readFileSync(at('newest.json'), 'utf8')) as BenchResults;

const shown = ({ median, min, max }: Spread): string =>
  `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

test('test/bench/newest.json is what one run of the bench has written', () => {
  expect(newest).toMatchObject({ node: expect.any(String), cores: 2, rounds: expect.any(Number) });
  const names = ['dispatch', 'dispatch and JSON.parse', 'guard.check', 'SDK v7 getEvent', 'SDK v6 getEvent'];
  for (const compared of Object.values(newest.inFlight))
    expect(compared.map(({ name }) => name)).toEqual(names);
});

test('the picture of the bench is as test/bench/newest.json; `npm run update` redraws it', () => {
  const drawn = drawBench(newest);
  if (process.env.UPDATE_DOCS) writeFileSync(picture, drawn);
  expect(readFileSync(picture, 'utf8')).toBe(drawn);
});

test('so is the table of its ratios; `npm run update` rewrites it', () => {
  const counts = Object.keys(newest.inFlight);
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
  expectSection(
    doc,
    'ratios',
    table(head, [...rowsOf(newest.inFlight), ...rowsOf(newest.sealed, 'sealed: ')]),
  );
});

test('and that of its round trips; `npm run update` rewrites it', () => {
  const subjects = Object.keys(Object.values(newest.roundTrips)[0] ?? {});
  const rows = Object.entries(newest.roundTrips).map(([wait, bySubject]) => [
    wait,
    ...Object.values(bySubject).map(shown),
  ]);
  expectSection(doc, 'round trips', table(['wait', ...subjects], rows));
});
