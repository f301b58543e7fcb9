import { readFileSync } from 'node:fs';
import { test } from '@jest/globals';
import { RULES } from '../packages/core/src/policy/rules/index.js';
import { expectSection } from './docs/section.js';

const readme = new URL('../README.md', import.meta.url);
const errors = new URL('../packages/core/src/lib/errors.ts', import.meta.url);

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

test.each([
  ['rules', rulesTable()],
  ['errors', errorsTable()],
])('the table of %s says what the code says; UPDATE_DOCS=1 writes it anew', (name, table) => {
  expectSection(readme, name, table);
});
