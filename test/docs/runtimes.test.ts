import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { RuntimeResult } from '../runtimes/results.js';
import { expectSection } from './section.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** What `npm run test:runtimes` wrote when it ran last, on all runtimes. */
const results: RuntimeResult[] = JSON.parse(read('test/runtimes/results.json'));

/** Where the tests run. */
const { engines } = JSON.parse(read('package.json'));
const node = `Node ${/\d+\.\d+/.exec(engines.node)?.[0]}`;

const onEach = (cell: (result: RuntimeResult) => string) => results.map(cell);
const isWorkerd = ({ name }: RuntimeResult) => name === 'workerd';

/** Cells of a row: what holds on Node, and then what holds on each other runtime. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  'the suite over `web`': [
    'holds',
    ...onEach(({ frameworks }) => (frameworks.web?.holds ? 'holds' : 'fails')),
  ],
  'the suite over `hono`': [
    'holds',
    ...onEach(({ frameworks }) => (frameworks.hono?.holds ? 'holds' : 'fails')),
  ],
  'the main entry of `core`': ['yes', ...onEach((it) => (isWorkerd(it) ? 'no: `core/fetch`' : 'yes'))],
  "tells `web` the client's address": ['yes', ...onEach((it) => (isWorkerd(it) ? 'by a header' : 'yes'))],
  "tells `hono` the client's address": ['yes', ...onEach((it) => (isWorkerd(it) ? 'by a header' : 'yes'))],
  'notices a client that goes away while it is judged': [
    'yes',
    ...onEach(({ frameworks }) =>
      Object.values(frameworks).every((it) => it.noticesGoneClient) ? 'yes' : 'no',
    ),
  ],
  'warns of a replay store in memory, by itself': [
    'production',
    ...onEach((it) => (isWorkerd(it) ? 'yes' : 'production')),
  ],
};

test('docs/runtimes.md says what came of each runtime; `npm run update` writes it anew', () => {
  const head = ['what', node, ...onEach(({ name, version }) => `${name} ${version}`)];
  const rows = [
    head,
    head.map(() => '---'),
    ...Object.entries(ROWS).map(([what, cells]) => [what, ...cells]),
  ];
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  expectSection(new URL('../../docs/runtimes.md', import.meta.url), 'runtimes', table);
});

test('what came of each runtime is of the versions that are run: run `npm run test:runtimes` if not', () => {
  const pinned = [...read('scripts/test-runtimes.mjs').matchAll(/(bun|deno|miniflare): '([\d.]+)'/g)];
  const versions = new Map(pinned.map(([, name, version]) => [name, version]));
  expect(versions.size).toBe(3);
  const ran = new Map(results.map(({ name, version }) => [name, version]));
  expect([ran.get('Bun'), ran.get('Deno')]).toEqual([versions.get('bun'), versions.get('deno')]);
  // Both are called by the day of the runtime.
  const [, day = 'no day'] = versions.get('miniflare')?.split('.') ?? [];
  expect(ran.get('workerd')).toContain(`.${day}.`);
});
