import fc from 'fast-check';
import { EVENT_SHAPE, isShape, type Shape, type ShapeNode } from '../../src/event/event-shape.js';
import { type Decision, evaluatePolicy, type FingerprintEvent, type PolicyConfig } from '../../src/index.js';
import { RULES } from '../../src/policy/rules/index.js';
import { SIGNAL_KINDS } from '../../src/signals/signals.js';
import { anyCharacter } from './any-character.js';

/** Strings that clients choose: any characters, any length, and what terminals and readers of lines obey. */
const hostileText = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.constantFrom(
    '',
    'e\u0301',
    '👩‍👩‍👧',
    '\u2028',
    '\u009b2J\r\n{"v":1}',
    '\ud800',
    '__proto__',
    '"\\',
    '😀'.repeat(400),
  ),
  fc.nat(40_000).map((length) => 'x'.repeat(length)),
);

/** Values that JSON cannot represent, in some way. */
const circle: Record<string, unknown> = {};
circle.self = circle;
const open = fc.oneof(
  fc.object({ key: hostileText, values: [hostileText, fc.double(), fc.constant(null), fc.boolean()] }),
  fc.constantFrom({ big: 1n }, circle, { toJSON: () => undefined }, JSON.parse('{"__proto__":{"a":1}}')),
);

const labels = fc.array(
  fc.record(
    { label: hostileText, prediction: fc.boolean(), mlScore: fc.double(), more: open },
    { requiredKeys: [] },
  ),
);

function factOf(kind: ShapeNode): fc.Arbitrary<unknown> {
  if (isShape(kind)) return factsOf(kind);
  if (kind === 'boolean') return fc.boolean();
  if (kind === 'number') return fc.double();
  if (kind === 'list') return fc.array(hostileText);
  if (kind === 'labels') return fc.oneof(labels, open);
  if (kind === 'open') return open;
  return typeof kind === 'string' ? hostileText : fc.oneof(fc.constantFrom(...kind), hostileText);
}

const factsOf = (shape: Shape): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(Object.entries(shape).map(([name, kind]) => [name, factOf(kind)])), {
    requiredKeys: [],
  });

/** Any policy of built-in rules and one custom rule that shows what a client chose. */
const policies: fc.Arbitrary<PolicyConfig> = fc
  .tuple(
    fc.constantFrom('strict', 'observe-all'),
    fc.dictionary(
      fc.constantFrom(...RULES.map(({ id }) => id)),
      fc.constantFrom('observe', 'challenge', 'deny'),
    ),
  )
  .map(([base, rules]) => ({
    extends: base as 'strict',
    rules: { ...rules, shown: ['deny', { when: { linkedId: { ne: '-' }, 'event.tags.plan': { ne: '-' } } }] },
  }));

/** Decisions on what clients, pages and the API may send. */
export const hostileDecisions: fc.Arbitrary<Decision> = fc
  .record({
    policy: policies,
    signals: factsOf(SIGNAL_KINDS),
    event: fc.option(
      factsOf(EVENT_SHAPE).map((event) => ({ failed: {}, ...event }) as unknown as FingerprintEvent),
      { nil: undefined },
    ),
    request: fc.record(
      { method: hostileText, path: hostileText, route: hostileText },
      { requiredKeys: ['method', 'path'] },
    ),
    at: fc.double(),
    withShadow: fc.boolean(),
  })
  .map(({ policy, withShadow, ...evidence }) => {
    const decision = evaluatePolicy(policy, { ...evidence, id: crypto.randomUUID() });
    const { policyRevision, action, reasons, unknown } = decision;
    return withShadow
      ? { ...decision, shadow: { policy: 'next', policyRevision, action, reasons, unknown } }
      : decision;
  });
