import { beforeAll, describe, expect, test } from '@jest/globals';
import typescript6 from 'typescript';
import typescript59 from 'typescript-5.9';
import { EVENT_SHAPE } from '../../packages/core/src/event/event-shape.js';
import { DEFAULTS } from '../../packages/core/src/options.js';
import { OPERATORS } from '../../packages/core/src/policy/operators.js';
import type { RuleDefinition } from '../../packages/core/src/policy/rule.js';
import { RULES } from '../../packages/core/src/policy/rules/index.js';
import { COMMON_OPTIONS } from '../../packages/core/src/policy/setting.js';
import { SIGNAL_PATHS } from '../../packages/core/src/signals/signal-path.js';
import { SIGNAL_KINDS, SIGNAL_NAMES } from '../../packages/core/src/signals/signals.js';
import { membersOf } from '../docs/docstrings.js';
import { literal } from '../docs/literal.js';
import { Editor } from './editor.js';

const rules = RULES as readonly unknown[] as readonly RuleDefinition[];
const comparable = SIGNAL_NAMES.filter((name) => SIGNAL_KINDS[name] !== 'list');

/** The types whose fields are hovered over. */
const TYPES: Readonly<Record<string, Iterable<string>>> = {
  Decision: membersOf('decision/decision.ts', 'Decision').keys(),
  Reason: membersOf('decision/decision.ts', 'Reason').keys(),
  Signals: SIGNAL_NAMES,
  FingerprintEvent: Object.keys(EVENT_SHAPE),
  EventFilter: membersOf('server-api/filter.ts', 'EventFilter').keys(),
};
const fields = Object.entries(TYPES).flatMap(([type, names]) =>
  [...names].map((name) => ({ type, name, access: `a${type}.${name}` })),
);
const guardOptions = [
  ...membersOf('server-api/account-options.ts', 'AccountOptions').keys(),
  ...membersOf('options.ts', 'FingerprintGuardOptions').keys(),
];

/** The beginning of a docstring. */
const SENTENCE = /^([A-Z]|iOS|`).{8,}/s;

/** A rule in a policy, with each of its options. */
const settings = rules.map(({ id, options }) => {
  const given = Object.entries({ ...options, ...COMMON_OPTIONS });
  const values = given.map(
    ([name, spec]) => `${name}: ${literal(name === 'whenUnknown' ? 'match' : spec.default)}`,
  );
  return { id, text: `'${id}': ['deny', { ${values.join(', ')} }]`, values };
});

const OPEN = `
import { createFingerprintGuard, definePolicy, type ${Object.keys(TYPES).join(', type ')} } from '@fingerprint-guard/core';
definePolicy({ extends: 'strict', mode: 'monitor', rules: {
  ${settings.map(({ text }) => `${text},`).join('\n  ')}
} });
createFingerprintGuard({
  ${[...new Set(guardOptions)].map((name) => `${name}: undefined,`).join('\n  ')}
});
${Object.keys(TYPES)
  .map((type) => `declare const a${type}: ${type};`)
  .join('\n')}
${fields.map(({ access }) => `${access};`).join('\n')}
definePolicy({ rules: { /* rules */ } });
definePolicy({ rules: { vpn: ['deny', { /* options */ }], other: 'deny' } });
definePolicy({ rules: { own: ['deny', { /* options of a custom rule */ }] } });
definePolicy({ rules: { own: ['deny', { when: { /* when */ } }] } });
definePolicy({ rules: { own: ['deny', { when: { all: [{ /* all */ }], any: [{ /* any */ }], not: { /* not */ } } }] } });
definePolicy({ rules: { own: ['deny', { when: { suspectScore: { /* number */ }, bot: { /* open */ } } }] } });
definePolicy({ rules: { own: ['deny', { when: { tor: { /* boolean */ }, lookup: { /* choice */ } } }] } });
definePolicy({ rules: { own: ['deny', { when: { 'event.velocity.distinctIp.5m': { /* path */ } } }] } });
definePolicy({ rules: { own: ['deny', { when: { lookup: /* value */'found', bot: { in: [/* known */'bad'] } } }] } });
definePolicy({ rules: { own: ['deny', {
  when: { /**/all: [{ /**/incognito: true }], /**/any: [], /**/not: { 'event.tags.plan': 'free' }, ipDistanceKm: {
    ${Object.keys(OPERATORS)
      .map((name) => `/* op */${name}: ${/in/i.test(name) ? '[1]' : '1'},`)
      .join('\n    ')}
  } },
}] } });
definePolicy({ rules: { incognitto: 'deny', own: ['deny', { when: { suspectScoer: { gte: 15 } } }] } });
definePolicy({ rules: { own: ['deny', { when: { suspectScore: { above: 15 } } }] } });
`;

/**
 * Tests of what an editor shows to somebody who writes a policy, where the packages are installed as they are published.
 * @param folder An existing folder of a project of ES modules.
 */
export function editorTests(folder: () => string): void {
  describe.each([
    ['5.9', typescript59 as unknown as typeof typescript6],
    ['6.0', typescript6],
  ])('an editor with TypeScript %s', (version, compiler) => {
    let editor: Editor;
    beforeAll(() => {
      editor = new Editor(compiler, folder(), OPEN);
    });

    test('is of that version', () => {
      expect(compiler.version).toMatch(new RegExp(`^${version}\\.`));
    });

    test('accepts policies as they are documented, and leaves the typo in a name to definePolicy', () => {
      expect(editor.issues()).toEqual([]);
    });

    test.each(rules)(
      'shows what the rule $id does, and its levels',
      ({ id, description, levels, options }) => {
        const shown = editor.hover(`\n  '${id}'`);
        expect(shown).toContain(description);
        expect(shown).toContain(`\`${levels.recommended}\``);
        expect(shown).toContain(`\`${levels.strict}\``);
        for (const name of Object.keys(options)) expect(shown).toContain(`\`${name}\``);
      },
    );

    test.each(settings)(
      'shows what the options of $id are, with unit and default',
      ({ id, text, values }) => {
        for (const value of values) {
          const [name = ''] = value.split(':');
          const shown = editor.hover(`\n  ${text.slice(0, text.indexOf(` ${value}`) + 1)}${name}`);
          expect([id, name, shown]).toEqual([id, name, expect.stringMatching(SENTENCE)]);
          expect([name, unitIsShown(name, shown)]).toEqual([name, true]);
          expect([name, name === 'whenUnknown' || /\n@defaultValue ./.test(shown)]).toEqual([name, true]);
        }
      },
    );

    test.each(fields)('shows what the field $name of $type is', ({ name, access }) => {
      const shown = editor.hover(access);
      expect(shown).toMatch(SENTENCE);
      expect([name, unitIsShown(name, shown)]).toEqual([name, true]);
    });

    test.each(guardOptions)('shows what the option %s of a guard is', (name) => {
      const shown = editor.hover(`\n  ${name}`);
      expect(shown).toMatch(SENTENCE);
      expect([name, unitIsShown(name, shown)]).toEqual([name, true]);
      if (name in DEFAULTS) expect(shown).toMatch(/\n@defaultValue ./);
    });

    test.each(Object.keys(OPERATORS))('shows what the operator %s does', (name) => {
      expect(editor.hover(`/* op */${name}`)).toMatch(SENTENCE);
    });

    test.each(['all', 'any', 'not'])('shows what %s means', (name) => {
      expect(editor.hover(`/**/${name}`)).toMatch(SENTENCE);
    });

    test('shows in a condition what a signal is', () => {
      expect(editor.hover('/**/incognito')).toBe(editor.hover('aSignals.incognito'));
    });

    test('documents every member of every public type', () => {
      expect(editor.undocumented()).toEqual([]);
    });

    test('offers all rules of the catalogue, and nothing else', () => {
      expect(editor.complete('/* rules */').sort()).toEqual(rules.map(({ id }) => id).sort());
    });

    test('offers the options of a rule, or of a custom rule', () => {
      const common = Object.keys(COMMON_OPTIONS);
      expect(editor.complete('/* options */').sort()).toEqual([...common, 'methods', 'minConfidence'].sort());
      const custom = [...common, 'when', 'message'].sort();
      expect(editor.complete('/* options of a custom rule */').sort()).toEqual(custom);
    });

    test.each(['when', 'all', 'any', 'not'])(
      'offers signals, paths into the event and conditions inside %s, and nothing else',
      (place) => {
        const offered = editor.complete(`/* ${place} */`);
        const [paths, names] = [true, false].map((isPath) =>
          offered.filter((name) => name.startsWith('event.') === isPath),
        );
        expect(names?.sort()).toEqual([...comparable, 'all', 'any', 'not'].sort());
        expect(paths).toEqual(
          expect.arrayContaining(['event.velocity.distinctIp.5m', 'event.vpn.methods.relay']),
        );
        for (const path of paths ?? []) expect([path, SIGNAL_PATHS.includes(path)]).toEqual([path, true]);
      },
    );

    const EQUALITY = ['eq', 'in', 'ne', 'notIn'];
    test.each([
      ['a number', 'number', Object.keys(OPERATORS).sort()],
      ['a path to a number', 'path', Object.keys(OPERATORS).sort()],
      ['a boolean', 'boolean', EQUALITY],
      ['one of a few strings', 'choice', EQUALITY],
      ['a string that may be others', 'open', EQUALITY],
    ])('offers the operators of a signal that is %s, and nothing else', (_title, place, operators) => {
      expect(editor.complete(`/* ${place} */`).sort()).toEqual(operators);
    });

    test('offers the values of a signal', () => {
      expect(editor.complete("/* value */'").sort()).toEqual([...SIGNAL_KINDS.lookup].sort());
      expect(editor.complete("/* known */'").sort()).toEqual(['bad', 'good', 'not_detected']);
    });
  });
}

/** The unit that ends a name, and how a docstring writes it. */
const UNITS = { Ms: 'ms', Km: 'km', Kmh: 'km/h', At: 'ms since 1970' };

function unitIsShown(name: string, shown: string): boolean {
  const unit = Object.entries(UNITS).find(([ending]) => name.endsWith(ending))?.[1];
  return unit === undefined || shown.includes(unit);
}
