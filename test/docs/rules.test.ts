import { test } from '@jest/globals';
import type { OptionSpec } from '../../packages/core/src/policy/option.js';
import type { RuleDefinition } from '../../packages/core/src/policy/rule.js';
import { RULES } from '../../packages/core/src/policy/rules/index.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/rules.md', import.meta.url);

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function optionLine([name, spec]: [string, OptionSpec<unknown>]): string {
  const standard = spec.default === undefined ? 'not set' : code(spec.default);
  const strict = spec.strict === undefined ? '' : `, in \`strict\` ${code(spec.strict)}`;
  return `- \`${name}\`: ${spec.describe}. By default ${standard}${strict}.`;
}

/** The section of a rule, from its definition. */
function section({ id, description, levels, options, reads }: RuleDefinition): string {
  const lines = Object.entries(options).map(optionLine);
  return [
    `## \`${id}\``,
    description,
    `In \`recommended\` **${levels.recommended}**, in \`strict\` **${levels.strict}**. It reads ${reads.map(code).join(', ')}.`,
    ...(lines.length > 0 ? [lines.join('\n')] : []),
  ].join('\n\n');
}

/** The first clause of a description: the rule's section has the rest. */
const shortly = (description: string): string => description.split(/[.:;](?: |$)/)[0] ?? '';

const rules = RULES as readonly unknown[] as readonly RuleDefinition[];

test('docs/rules.md begins with a table of all rules, as they are defined; UPDATE_DOCS=1 writes it anew', () => {
  const rows = rules.map(({ id, description, levels }) => {
    const cells = [`[\`${id}\`](#${id})`, shortly(description), levels.recommended, levels.strict];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['| rule | matches if | `recommended` | `strict` |', '| --- | --- | --- | --- |'];
  expectSection(doc, 'overview', [...head, ...rows].join('\n'));
});

test('docs/rules.md has a section of every rule, as it is defined; UPDATE_DOCS=1 writes them anew', () => {
  expectSection(doc, 'rules', rules.map(section).join('\n\n'));
});
