import { expect, test } from '@jest/globals';
import { bestCase, type Configured } from '../../packages/core/src/doctor/best-case.js';
import type { ApiVersion } from '../../packages/core/src/event/generation.js';
import type { RuleDefinition } from '../../packages/core/src/policy/rule.js';
import { RULES } from '../../packages/core/src/policy/rules/index.js';
import { SIGNAL_KINDS, SIGNAL_NAMES, type SignalName } from '../../packages/core/src/signals/signals.js';
import { membersOf } from './docstrings.js';
import { literal } from './literal.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/signals.md', import.meta.url);
const rules = RULES as readonly unknown[] as readonly RuleDefinition[];
const members = membersOf('signals/signals.ts', 'Signals');

const GENERATIONS: readonly ApiVersion[] = ['v4', 'v3', '2019'];
/** What a guard may lack, and how a reader gives it. */
const NEEDS: Readonly<Record<Exclude<keyof Configured, 'apiVersion'>, string>> = {
  geo: 'the option [`geo`](options.md#geo)',
  origins: 'the option [`origins`](options.md#origins)',
  linkedId: 'the option [`linkedId`](options.md#linkedid)',
  environmentId: 'the option [`environmentId`](options.md#environmentid)',
  history: 'an [`apiKey`](options.md#apikey), for [the history](history.md)',
};
const EVERYTHING = { geo: true, origins: true, linkedId: true, environmentId: true, history: true };

const knows = (configured: Configured, name: SignalName): boolean =>
  bestCase(configured).signals[name] !== undefined;

/** What a generation needs of the guard to know a signal; undefined if it never knows it. */
function needsOf(apiVersion: ApiVersion, name: SignalName): string | undefined {
  if (!knows({ apiVersion, ...EVERYTHING }, name)) return undefined;
  return Object.entries(NEEDS)
    .filter(([part]) => !knows({ apiVersion, ...EVERYTHING, [part]: false }, name))
    .map(([, need]) => need)
    .join(' and ');
}

/** The generations that know a signal, and what they need: those that need the same together. */
function availability(name: SignalName): string {
  const needs = new Map<string, ApiVersion[]>();
  for (const version of GENERATIONS) {
    const need = needsOf(version, name);
    if (need !== undefined) needs.set(need, [...(needs.get(need) ?? []), version]);
  }
  return [...needs]
    .map(
      ([need, versions]) =>
        `${versions.map((version) => `\`${version}\``).join(', ')}${need && `, with ${need}`}`,
    )
    .join('; ');
}

function typeOf(name: SignalName): string {
  const kind = SIGNAL_KINDS[name];
  if (typeof kind !== 'string') return kind.map((value) => `\`${literal(value)}\``).join(', ');
  if (kind === 'list') return 'an array of strings';
  return kind === 'boolean' || kind === 'number' ? `a ${kind}` : 'a string';
}

function section(name: SignalName): string {
  const readers = rules
    .filter(({ reads }) => reads.includes(name))
    .map(({ id }) => `[\`${id}\`](rules.md#${id})`);
  return [
    `## \`${name}\``,
    members.get(name)?.text ?? '',
    [
      `- Type: ${typeOf(name)}`,
      `- Known with: ${availability(name)}`,
      ...(readers.length > 0 ? [`- Read by: ${readers.join(', ')}`] : []),
    ].join('\n'),
  ].join('\n\n');
}

test('docs/signals.md has a section of every signal, as the code has it; `npm run update` rewrites them', () => {
  expectSection(doc, 'signals', SIGNAL_NAMES.map(section).join('\n\n'));
});

test.each(SIGNAL_NAMES)('the signal %s has a docstring, and a generation that knows it', (name) => {
  expect(members.get(name)?.text).toMatch(/^[A-Z].*\.$/s);
  expect(availability(name)).toMatch(/^`/);
});
