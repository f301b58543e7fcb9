import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOMS } from '../support/rooms.js';
import { root } from './documents.js';
import { drawHouse, floorsOf, readRooms } from './house.js';

const picture = join(root, 'docs', 'pictures', 'house.svg');
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');

test('the picture of the house is as the imports are; `npm run update` redraws it', () => {
  const drawn = drawHouse(floorsOf(readRooms()));
  if (process.env.UPDATE_DOCS) writeFileSync(picture, drawn);
  expect(readFileSync(picture, 'utf8')).toBe(drawn);
});

test('docs/architecture.md has a row for every room, and for no other', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)\/` /gm)].map(([, room]) => room);
  expect(rows.sort()).toEqual([...readRooms().keys()].sort());
});

test('docs/architecture.md says what each part of the house is made of', () => {
  const named = (sentence: RegExp) => sentence.exec(page)?.[1]?.match(/`[\w-]+`/g);
  const quoted = (rooms: readonly string[]) => rooms.map((room) => `\`${room}\``);
  expect(named(/The rooms ([^.]+?)\s+are\s+pure/)).toEqual(quoted(ROOMS.pure));
  expect(named(/other half,([^.]+?)\s+talks/)).toEqual(quoted(ROOMS.talking));
  expect(named(/others, and ([^.]+?)\s+put\s+the\s+halves/)).toEqual(quoted(ROOMS.whole));
  expect(Object.values(ROOMS).flat().sort()).toEqual([...readRooms().keys()].sort());
});

test('no file stands outside the rooms, but for two entries and the options', () => {
  const entries = readdirSync(join(root, 'packages', 'core', 'src'), { withFileTypes: true });
  const loose = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  expect(loose.sort()).toEqual(['fetch.ts', 'index.ts', 'options.ts']);
});

test('rooms that import each other are found', () => {
  const circle = new Map([
    ['policy', new Set(['signals'])],
    ['signals', new Set(['policy'])],
  ]);
  expect(() => floorsOf(circle)).toThrow('policy → signals → policy');
});
