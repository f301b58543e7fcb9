import type { Condition, PolicyConfig } from '@fingerprint-guard/core';
import fc from 'fast-check';
import type { JsonSchema, OptionSpec } from '../../../core/src/policy/option.js';
import { RULES } from '../../../core/src/policy/rules/index.js';
import { compileSignalPath, SIGNAL_PATHS, type SignalPath } from '../../../core/src/signals/signal-path.js';
import { STRINGS } from './records.js';

const levels = fc.constantFrom('off', 'observe', 'challenge', 'deny');

/** Values that an option's schema allows. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const {
    enum: choices,
    anyOf,
    type,
    items,
    properties,
    minimum,
    maximum,
    pattern,
  } = schema as {
    enum?: readonly unknown[];
    anyOf?: readonly JsonSchema[];
    type?: string;
    items?: JsonSchema;
    properties?: Record<string, JsonSchema>;
    minimum?: number;
    maximum?: number;
    pattern?: string;
  };
  if (anyOf) return fc.oneof(...anyOf.map(valuesOf));
  if (choices) return fc.constantFrom(...choices);
  if (type === 'number')
    return fc.oneof(
      fc.constantFrom(0, 0.5, 1).map((value) => Math.max(minimum ?? 0, value)),
      fc.double({ min: minimum ?? 0, max: maximum ?? 200_000, noNaN: true }),
    );
  if (type === 'array') return fc.array(valuesOf(items ?? {}), { minLength: 1, maxLength: 3 });
  if (properties) {
    const fields = Object.entries(properties).map(([name, field]) => [name, valuesOf(field)] as const);
    const { required = [] } = schema as { required?: string[] };
    return fc
      .record(Object.fromEntries(fields), { requiredKeys: required })
      .filter((value) => Object.keys(value).length > 0);
  }
  if (pattern?.includes('://'))
    return fc.constantFrom('https://shop.example', 'https://*.shop.example', 'http://*.shop.example:80');
  if (pattern?.includes('event'))
    return fc.constantFrom(
      'event.tags.plan',
      'event.labels.abuse',
      'event.labels.abuse.mlScore',
      'event.vpn',
    );
  if (pattern) return fc.constant('rs_1');
  return fc.constantFrom('OpenAI', 'Google');
}

const common = {
  whenUnknown: fc.constant('match'),
  // Between the two, a sample is a hash.
  sample: fc.constantFrom(0, 1),
};

const builtIn = fc.record(
  Object.fromEntries(
    RULES.map(({ id, options }) => {
      const specs = Object.entries(options as Record<string, OptionSpec<unknown>>);
      const given = fc.record(
        { ...Object.fromEntries(specs.map(([name, { schema }]) => [name, valuesOf(schema)])), ...common },
        { requiredKeys: [] },
      );
      return [id, fc.oneof(levels, fc.tuple(levels, given))];
    }),
  ),
  { requiredKeys: [] },
);

const PATHS = [
  ...SIGNAL_PATHS,
  ...SIGNAL_PATHS,
  'event.tags.plan',
  'event.tags.Plan',
  'event.tags.a b',
  'event.tags.plan.deep',
  'event.tags.plan.deep.deeper',
  'event.tags.ünï/~',
  'event.failed.vpn',
  'event.labels.abuse.prediction',
  'event.labels.abuse.mlScore',
  'event.labels.automation tool.mlScore',
  'event.labels.a\0b.mlScore',
  'event.tags.\u202eplan',
  'event.raw.anything',
];
const paths = fc
  .constantFrom(...PATHS)
  .map((path) => compileSignalPath(path) as SignalPath)
  .filter(({ kind }) => kind !== 'list' && kind !== 'object');

const numbers = fc.constantFrom(0, 0.5, 0.9, 1, 5, 10, 20, -30_000, 120_000, 0.1 + 0.2);

/** A comparison that is valid for what a path leads to. */
const comparisons: fc.Arbitrary<Condition> = paths.chain(({ name, kind }) => {
  const strings = fc.constantFrom(...(Array.isArray(kind) ? (kind as string[]) : STRINGS));
  const open = fc.oneof<fc.Arbitrary<string | number | boolean>[]>(strings, numbers, fc.boolean());
  const value =
    kind === 'boolean' ? fc.boolean() : kind === 'number' ? numbers : kind === 'open' ? open : strings;
  const list = fc.uniqueArray(value as fc.Arbitrary<string | number | boolean>, {
    minLength: 1,
    maxLength: 3,
  });
  const isOrdered = kind === 'number' || kind === 'open';
  const operators = fc
    .record(
      {
        eq: value,
        ne: value,
        in: list,
        notIn: list,
        ...(isOrdered ? { gt: numbers, gte: numbers, lt: numbers, lte: numbers } : {}),
      },
      { requiredKeys: [] },
    )
    .filter((given) => Object.keys(given).length > 0);
  return fc.oneof(value, operators).map((given) => ({ [name]: given }) as Condition);
});

const conditions = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparisons,
    fc.record({ not: tie('condition') }),
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.tuple(comparisons, tie('condition')).map(([one, other]) => ({ ...one, not: other })),
  ),
})).condition;

const custom = fc.dictionary(
  fc.constantFrom(
    'own',
    'Own',
    "it's mine",
    'one */ more',
    'one /* more',
    'back\\slash',
    'two\nlines',
    'ünï',
    'a\0b',
  ),
  fc.tuple(levels, fc.record({ when: conditions, ...common }, { requiredKeys: ['when'] })),
  { maxKeys: 5 },
);

/** Policies of every shape, all valid. */
export const policies: fc.Arbitrary<PolicyConfig> = fc
  .record({
    extends: fc.constantFrom('recommended', 'strict', 'observe-all'),
    mode: fc.constantFrom('enforce', 'monitor'),
    builtIn: fc.oneof(builtIn, fc.constant({})),
    custom,
  })
  .map(
    ({ builtIn: known, custom: own, ...config }) =>
      ({ ...config, rules: { ...known, ...own } }) as PolicyConfig,
  );
