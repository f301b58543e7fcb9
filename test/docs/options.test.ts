import { expect, test } from '@jest/globals';
import { DEFAULTS } from '../../packages/core/src/options.js';
import { choicesOf, type Docstring, membersOf } from './docstrings.js';
import { literal } from './literal.js';
import { ofAccount, ofGuard, options } from './option-docstrings.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/options.md', import.meta.url);

const ofClient = membersOf('server-api/create-client.ts', 'ServerApiOptions');

/** The section of an option, from its declaration and its docstring. */
function section([name, { text, type, defaultValue, example }]: [string, Docstring]): string {
  const facts = [
    `- Type: \`${choicesOf(type) ?? type}\``,
    `- Default: ${defaultValue ?? 'none'}`,
    `- Example: \`${example}\``,
  ];
  return [`## \`${name}\``, text, facts.join('\n')].join('\n\n');
}

test('docs/options.md has a section of every option, as its docstring says; `npm run update` rewrites them', () => {
  expectSection(doc, 'options', [...options].map(section).join('\n\n'));
});

test('every option has an example', () => {
  const missing = [...options].filter(([, { example }]) => example === undefined);
  expect(missing.map(([name]) => name)).toEqual([]);
});

const defaults = Object.entries(DEFAULTS).map(([name, value]) => [name, `\`${literal(value)}\``] as const);

test.each(defaults)('the docstring of %s names the default that the code reads: %s', (name, expected) => {
  const named = [ofAccount, ofGuard, ofClient].flatMap((members) => members.get(name)?.defaultValue ?? []);
  expect(new Set(named)).toEqual(new Set([expected]));
});

test('no other docstring of an option names a plain value', () => {
  const plain = [...options].filter(([name, { defaultValue }]) => {
    return !(name in DEFAULTS) && /^`?(\d|'|"|\[|\{|true|false)/.test(defaultValue ?? '');
  });
  // A form in words.
  expect(plain.map(([name]) => name)).toEqual(['eventIdPattern']);
});
