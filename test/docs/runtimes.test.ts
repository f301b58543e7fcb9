import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CANNOT, UNSEEN } from '../runtimes/reasons.js';
import type { RuntimeResult } from '../runtimes/results.js';
import { expectSection } from './section.js';

const document = new URL('../../docs/runtimes.md', import.meta.url);

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** What `npm run test:runtimes` finds on all runtimes, which fails where it finds anything else. */
const results: RuntimeResult[] = JSON.parse(read('test/runtimes/results.json'));

/** The oldest version of Node: it is played on whichever is there. */
const { engines } = JSON.parse(read('package.json'));
const node = `Node ${/\d+\.\d+/.exec(engines.node)?.[0]}`;

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

test('docs/runtimes.md says what came of each runtime; `npm run update` rewrites it', () => {
  const head = results.map(({ name, version }) => (name === 'Node' ? node : `${name} ${version}`));
  const names = Object.keys(results[0]?.cells ?? {});
  const rows = names.map((name) => [name, ...results.map(({ cells }) => cells[name] ?? '')]);
  expectSection(document, 'runtimes', tableOf(['what', ...head], rows));
});

/** On Node, the suite runs in the process of the application too, where nothing has to be left out. */
const elsewhere = results.filter(({ name }) => name !== 'Node');

/** The behaviours that some runtime leaves out for a reason, each with the frameworks it concerns. */
const leftOutFor = (why: string) =>
  new Map(elsewhere.flatMap(({ leftOut }) => Object.entries(leftOut[why] ?? {})));

/** How many behaviours a runtime leaves out for a reason, and on which framework, if not on all. */
function countOf({ leftOut }: RuntimeResult, why: string): string {
  const concerned = Object.values(leftOut[why] ?? {});
  const frameworks = [...new Set(concerned.flat())];
  if (concerned.length === 0) return '';
  return frameworks.length > 1 ? `${concerned.length}` : `${concerned.length}, on \`${frameworks}\``;
}

test('docs/runtimes.md says what is not run on each runtime, and why; `npm run update` rewrites it', () => {
  const isFound = (why: string) => leftOutFor(why).size > 0;
  const kinds = [
    ['**the runtime cannot do it**', Object.values(CANNOT).filter(isFound)],
    ['**it cannot be observed from outside**', Object.values(UNSEEN).filter(isFound)],
  ] as const;
  const known = kinds.flatMap(([, reasons]) => reasons);
  expect(
    elsewhere.flatMap(({ leftOut }) =>
      Object.keys(leftOut).filter((why) => !known.some((one) => one === why)),
    ),
  ).toEqual([]);

  const rows = kinds.flatMap(([kind, reasons]) => [
    [kind, ...elsewhere.map(() => '')],
    ...reasons.map((why) => [why, ...elsewhere.map((result) => countOf(result, why))]),
  ]);
  const table = tableOf(['left out because', ...elsewhere.map(({ name }) => name)], rows);
  const lists = known.map((why) =>
    [`${why}:`, '', ...[...leftOutFor(why).keys()].map((title) => `- ${title}`)].join('\n'),
  );
  const details = [
    '<details>',
    '<summary>The behaviours that are left out</summary>',
    ...lists,
    '</details>',
  ];
  expectSection(document, 'left out', [table, ...details].join('\n\n'));
});

test('the versions in the table are those that are run: `npm run test:runtimes -- --update` if not', () => {
  const pinned = [...read('scripts/test-runtimes.mjs').matchAll(/(bun|deno|miniflare|workerd): '([\d.]+)'/g)];
  const versions = results.map(({ name, version }) => [name.toLowerCase(), version]);
  expect(versions.filter(([name]) => name !== 'node')).toEqual(pinned.map(([, ...pin]) => pin));
});

test.each([
  ['durable object', 'durable-replay-store.ts'],
  ['workers kv', 'kv-replay-store.ts'],
  ['upstash', 'upstash-replay-store.ts'],
])('docs/runtimes.md has the recipe as it runs: %s', (section, file) => {
  expectSection(document, section, `\`\`\`ts\n${read(`test/runtimes/${file}`)}\`\`\``);
});
