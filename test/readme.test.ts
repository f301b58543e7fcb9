import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { RULES } from '../packages/core/src/policy/rules/index.js';

const readme = new URL('../README.md', import.meta.url);
const errors = new URL('../packages/core/src/errors.ts', import.meta.url);

/** The first clause of a description: docs/rules.md has the rest. */
const shortly = (description: string): string => description.split(/[.:;](?: |$)/)[0] ?? '';

/** The table of rules, from their definitions. */
function rulesTable(): string {
  const rows = RULES.map(({ id, description, levels }) => {
    const cells = [`\`${id}\``, shortly(description), levels.recommended, levels.strict];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| rule | matches where | `recommended` | `strict` |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** The list of error codes, from the docstring they are defined in. */
function errorsTable(): string {
  const text = readFileSync(errors, 'utf8').split('*/')[0] ?? '';
  const entries = text
    .replace(/\n \*[ ]*/g, '\n')
    .replace(/\n(?!- )/g, ' ')
    .split('\n- ')
    .slice(1);
  const rows = entries.map(
    (entry) =>
      `| ${entry
        .trim()
        .split(/: (.*)/s, 2)
        .join(' | ')} |`,
  );
  return ['| code | meaning |', '| --- | --- |', ...rows].join('\n');
}

/** A table's cells, however it is aligned. */
const cellsOf = (table: string) =>
  table.split('\n').map((row) => row.split('|').map((cell) => cell.trim().replace(/^-+$/, '-')));

describe.each([
  ['rules', rulesTable()],
  ['errors', errorsTable()],
])('the table of %s', (name, table) => {
  const section = new RegExp(`(<!-- ${name} -->\\n).*?(\\n?<!-- /${name} -->)`, 's');

  test('says what the code says; UPDATE_DOCS=1 writes it anew', () => {
    const text = readFileSync(readme, 'utf8');
    if (process.env.UPDATE_DOCS)
      writeFileSync(readme, text.replace(section, `$1\n${table}\n\n<!-- /${name} -->`));
    const written = section.exec(readFileSync(readme, 'utf8'))?.[0] ?? '';
    expect(cellsOf(written.replace(/<!--.*?-->/g, '').trim())).toEqual(cellsOf(table));
  });
});
