import { describe, expect, test } from '@jest/globals';
import {
  type Decision,
  evaluatePolicy,
  type FingerprintEvent,
  type Level,
  type PresetName,
} from '../../src/index.js';
import { RULES } from '../../src/policy/rules/index.js';
import { CASES, type Facts, HONEST } from './rules.table.js';

/** A value that names or locates someone, which no message may contain. */
const PRIVATE = 'names-someone';

function decide(preset: PresetName, { event = {}, ...facts }: Facts): Decision {
  const ids = {
    eventId: PRIVATE,
    visitorId: PRIVATE,
    linkedId: PRIVATE,
    ipAddress: PRIVATE,
    clientIp: PRIVATE,
  };
  const known: FingerprintEvent = {
    eventId: PRIVATE,
    visitorId: PRIVATE,
    ip: PRIVATE,
    linkedId: PRIVATE,
    url: `https://shop.example/${PRIVATE}`,
    tags: { user: PRIVATE },
    generation: 'v4',
    failed: {},
    raw: {},
    ...event,
  };
  return evaluatePolicy(preset, { signals: { ...HONEST, ...ids, ...facts }, event: known });
}

const matched = ({ reasons, observed }: Decision) => [...reasons, ...observed].map(({ rule }) => rule);

test('the table has every rule', () => {
  expect(Object.keys(CASES)).toEqual(RULES.map(({ id }) => id));
});

test('an honest visit matches no rule of any preset', () => {
  for (const preset of ['recommended', 'strict', 'observe-all'] as const)
    expect(matched(decide(preset, {}))).toEqual([]);
});

describe.each(Object.entries(CASES))(
  '%s',
  (rule, { matches, differs, unknown, bounds, message, ...levels }) => {
    const presets: [PresetName, Level][] = [
      ['recommended', levels.recommended],
      ['strict', levels.strict],
      ['observe-all', 'observe'],
    ];

    test.each(presets)('%s: matches, at %s, and nothing else does', (preset, level) => {
      const decision = decide(preset, matches);
      expect(matched(decision)).toEqual(level === 'off' ? [] : [rule]);
      expect(decision.action).toBe(level === 'challenge' || level === 'deny' ? level : 'allow');
      expect(decision.blocked).toBe(decision.action !== 'allow');
      expect([...decision.reasons, ...decision.observed].map((reason) => reason.level)).toEqual(
        level === 'off' ? [] : [level],
      );
    });

    test.each(presets)('%s: differs', (preset) => {
      const decision = decide(preset, differs);
      expect(matched(decision)).not.toContain(rule);
      expect(decision.unknown).not.toContain(rule);
    });

    test.each(presets)('%s: is unknown, and does not match', (preset, level) => {
      const decision = decide(preset, unknown);
      expect(decision.unknown.includes(rule)).toBe(level !== 'off');
      expect(matched(decision)).not.toContain(rule);
    });

    if (bounds) {
      test.each(['recommended', 'strict'] as const)('%s: the bound itself is allowed', (preset) => {
        const [last, first] = bounds[preset];
        expect(matched(decide(preset, last))).not.toContain(rule);
        expect(matched(decide(preset, first)).includes(rule)).toBe(levels[preset] !== 'off');
      });
    }

    test('explains in words what was observed, and names nobody', () => {
      const preset = levels.recommended === 'off' ? 'strict' : 'recommended';
      const { reasons, observed } = decide(preset, matches);
      expect([...reasons, ...observed].map((reason) => reason.message)).toEqual([message]);
      expect(message).not.toContain(PRIVATE);
    });
  },
);
