import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { RuntimeResult } from '../runtimes/results.js';
import { expectSection } from './section.js';

const document = new URL('../../docs/runtimes.md', import.meta.url);

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** What `npm run test:runtimes` finds on all runtimes, which fails where it finds anything else. */
const results: RuntimeResult[] = JSON.parse(read('test/runtimes/results.json'));

/** The oldest version of Node: it is played on whichever is there. */
const { engines } = JSON.parse(read('package.json'));
const node = `Node ${/\d+\.\d+/.exec(engines.node)?.[0]}`;

test('docs/runtimes.md says what came of each runtime; `npm run update` rewrites it', () => {
  const head = results.map(({ name, version }) => (name === 'Node' ? node : `${name} ${version}`));
  const names = Object.keys(results[0]?.cells ?? {});
  const rows = [
    ['what', ...head],
    ['---', ...head.map(() => '---')],
    ...names.map((name) => [name, ...results.map(({ cells }) => cells[name] ?? '')]),
  ];
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  expectSection(document, 'runtimes', table);
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
