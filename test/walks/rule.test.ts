import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RULES } from '../../packages/core/src/policy/rules/index.js';
import { CASES } from '../../packages/core/test/policy/rules.table.js';
import { root } from '../docs/documents.js';

const FOLDER = 'packages/core/src/policy/rules';
const files = readdirSync(join(root, FOLDER)).filter((name) => name !== 'index.ts');
const ids: readonly string[] = RULES.map(({ id }) => id);

test('every rule has everything that CONTRIBUTING requires in "Add a rule"', () => {
  const forgotten = files.flatMap((file) => {
    const id = file.replace(/\.ts$/, '');
    const [, named] = /^ {2}id: '(.+)',$/m.exec(readFileSync(join(root, FOLDER, file), 'utf8')) ?? [];
    return [
      ...(named === id ? [] : [`${FOLDER}/${file}: name the file after the id of its rule, ${named}`]),
      ...(ids.includes(id)
        ? []
        : [`${FOLDER}/index.ts: import the rule of ${file}, and add it to Rules and CATALOGUE`]),
      ...(Object.hasOwn(CASES, id)
        ? []
        : [`packages/core/test/policy/rules.table.ts: add a case of '${id}'`]),
    ];
  });
  expect(forgotten).toEqual([]);
});
