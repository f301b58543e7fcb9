import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
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

test('rooms that import each other are found', () => {
  const circle = new Map([
    ['policy', new Set(['signals'])],
    ['signals', new Set(['policy'])],
  ]);
  expect(() => floorsOf(circle)).toThrow('policy → signals → policy');
});
