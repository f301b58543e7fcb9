import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { OptionSpec } from '../../packages/core/src/policy/option.js';
import type { RuleDefinition } from '../../packages/core/src/policy/rule.js';
import { RULES } from '../../packages/core/src/policy/rules/index.js';
import { membersOf, optionsOfRule } from './docstrings.js';
import { literal } from './literal.js';
import { expectSection } from './section.js';

const rules = RULES as readonly unknown[] as readonly RuleDefinition[];
const doc = new URL('../../docs/rules.md', import.meta.url);
const catalogue = new URL('../../packages/core/src/policy/rules/index.ts', import.meta.url);

const code = (value: string) => `\`${value}\``;

/** The section of a rule, from its definition and the docstrings of its options. */
function section({ id, description, levels, options, reads }: RuleDefinition): string {
  const docstrings = optionsOfRule(id);
  const lines = Object.entries(options).map(([name, { describe }]) => {
    const { text = '', defaultValue } = docstrings.get(name) ?? {};
    return `- ${code(name)}: ${describe}. ${text.replace(/\s+/g, ' ')} By default ${defaultValue}.`;
  });
  return [
    `## ${code(id)}`,
    description,
    `In \`recommended\` **${levels.recommended}**, in \`strict\` **${levels.strict}**. It reads ${reads.map(code).join(', ')}.`,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
  ].join('\n\n');
}

/** The first clause of a description: the rule's section has the rest. */
const shortly = (description: string): string => description.split(/[.:;](?: |$)/)[0] ?? '';

test('docs/rules.md begins with a table of all rules, as they are defined; `npm run update` rewrites it', () => {
  const rows = rules.map(({ id, description, levels }) => {
    const cells = [`[\`${id}\`](#${id})`, shortly(description), levels.recommended, levels.strict];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['| rule | matches if | `recommended` | `strict` |', '| --- | --- | --- | --- |'];
  expectSection(doc, 'overview', [...head, ...rows].join('\n'));
});

test('docs/rules.md has a section of every rule, as it is defined; `npm run update` rewrites them', () => {
  expectSection(doc, 'rules', rules.map(section).join('\n\n'));
});

/** The docstring that editors show of a rule in a policy. */
function docstring({ description, levels, options }: RuleDefinition): string {
  const names = Object.keys(options).map(code);
  const taken = names.length === 0 ? '' : ` Options: ${names.join(', ')}.`;
  return `${description}\n\nIn \`recommended\` ${code(levels.recommended)}, in \`strict\` ${code(levels.strict)}.${taken}`;
}

const asComment = (text: string): string =>
  ['/**', ...text.split('\n').map((line) => ` * ${line}`.trimEnd()), ' */']
    .map((line) => `  ${line}`)
    .join('\n');

test('every rule of the catalogue has a docstring, as it is defined; `npm run update` rewrites them', () => {
  if (process.env.UPDATE_DOCS) {
    let source = readFileSync(catalogue, 'utf8');
    for (const rule of rules) {
      const member = new RegExp(`(?:  /\\*\\*(?:(?!\\*/).)*\\*/\n)?(?=  readonly '?${rule.id}'?: )`, 's');
      source = source.replace(member, () => `${asComment(docstring(rule))}\n`);
    }
    writeFileSync(catalogue, source);
  }
  const written = [...membersOf('policy/rules/index.ts', 'Rules')].map(([id, { text }]) => [id, text]);
  expect(written).toEqual(rules.map((rule) => [rule.id, docstring(rule)]));
});

describe.each(rules.filter(({ options }) => Object.keys(options).length > 0))(
  'the options of $id',
  (rule) => {
    const docstrings = optionsOfRule(rule.id);

    test.each(Object.entries(rule.options))(
      '%s has a docstring, with its unit and its default',
      (name, spec) => {
        const { text, defaultValue } = docstrings.get(name) ?? {};
        expect(text).toMatch(/^[A-Z].*\.$/s);
        const [, unit] = /^a number of (\S+)/.exec(spec.describe) ?? [];
        if (unit) expect(text).toContain(`, ${unit}`);
        if (/ to 1$/.test(spec.describe)) expect(text).toContain('0..1');
        if (spec.default === undefined) expect(defaultValue).not.toMatch(/^`|^$/);
        else expect(defaultValue).toBe(defaults(spec));
      },
    );
  },
);

const defaults = ({ default: standard, strict }: OptionSpec<unknown>): string =>
  code(literal(standard)) + (strict === undefined ? '' : `; in \`strict\` ${code(literal(strict))}`);
