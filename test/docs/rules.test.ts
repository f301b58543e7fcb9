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

test('docs/rules.md has a section of every rule, as it is defined; UPDATE_DOCS=1 writes them anew', () => {
  const rules: readonly RuleDefinition[] = RULES as readonly unknown[] as RuleDefinition[];
  expectSection(doc, 'rules', rules.map(section).join('\n\n'));
});
