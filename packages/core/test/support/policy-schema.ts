import { LEVELS } from '../../src/policy/level.js';
import type { OPERATORS } from '../../src/policy/operators.js';
import type { JsonSchema, OptionSpec } from '../../src/policy/option.js';
import { PRESET_NAMES } from '../../src/policy/policy-config.js';
import type { RuleDefinition } from '../../src/policy/rule.js';
import { RULES } from '../../src/policy/rules/index.js';
import { COMMON_OPTIONS, CUSTOM_RULE_OPTIONS } from '../../src/policy/setting.js';
import { compileSignalPath, SIGNAL_PATHS, type SignalPath } from '../../src/signals/signal-path.js';

type Specs = Readonly<Record<string, OptionSpec<unknown>>>;

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** The JSON Schema of a policy, from the definitions of its rules, signals and operators. */
export function policySchema(): JsonSchema {
  const rules = RULES.map((rule) => rule as unknown as RuleDefinition);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A policy of Fingerprint Guard',
    ...policy(rules),
    definitions: {
      preset: { enum: PRESET_NAMES },
      level: {
        description:
          'off: not evaluated; observe: recorded only; challenge, deny: the action of the decision if the rule matches.',
        enum: LEVELS,
      },
      ...Object.fromEntries(rules.map((rule) => [`rule-${rule.id}`, setting(rule)])),
      'own-rule': withOptions(CUSTOM_RULE_OPTIONS, { when: ref('condition') }),
      condition: condition(),
      ...Object.fromEntries(
        (['boolean', 'number', 'text', 'open'] as const).map((kind) => [`compared-${kind}`, compared(kind)]),
      ),
    },
  };
}

function policy(rules: readonly RuleDefinition[]): JsonSchema {
  const builtIn = Object.fromEntries(rules.map(({ id }) => [id, ref(`rule-${id}`)]));
  const level = ref('level');
  const ruled = (own: JsonSchema) => ({
    type: 'object',
    properties: builtIn,
    propertyNames: { not: { enum: ['', '__proto__', 'constructor', 'prototype'] } },
    additionalProperties: own,
  });
  return {
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      extends: {
        description: 'What the policy extends; in an array, each entry extends those before it.',
        default: 'recommended',
        anyOf: [
          ref('preset'),
          { $ref: '#' },
          { type: 'array', minItems: 1, items: { anyOf: [ref('preset'), { $ref: '#' }] } },
        ],
      },
      mode: {
        description:
          'enforce blocks requests that the policy blocks; monitor judges and records, and never blocks.',
        default: 'enforce',
        enum: ['enforce', 'monitor'],
      },
      rules: { description: 'A level, or a level with options, by rule.', type: 'object' },
    },
    additionalProperties: false,
    // A custom rule can be named by its level alone only if a policy that is extended has it.
    if: { properties: { extends: { anyOf: [ref('preset'), { type: 'array', items: ref('preset') }] } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: { properties: { rules: ruled(ref('own-rule')) } },
    else: { properties: { rules: ruled({ anyOf: [level, ref('own-rule')] }) } },
  };
}

/** A built-in rule: its level, or its level with options. */
function setting({ description, levels, options }: RuleDefinition): JsonSchema {
  return {
    description,
    default: levels.recommended,
    anyOf: [ref('level'), withOptions({ ...options, ...COMMON_OPTIONS })],
  };
}

function withOptions(specs: Specs, required: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const described = Object.entries(specs).map(([name, spec]) => [
    name,
    {
      description: `${spec.describe}${spec.strict === undefined ? '' : `; ${spec.strict} in strict`}`,
      ...(spec.default === undefined ? {} : { default: spec.default }),
      ...spec.schema,
    },
  ]);
  const options = {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...Object.fromEntries(described) },
    additionalProperties: false,
  };
  const mayBeLeftOut = Object.keys(required).length === 0;
  return {
    type: 'array',
    items: [ref('level'), options],
    additionalItems: false,
    minItems: mayBeLeftOut ? 1 : 2,
  };
}

function condition(): JsonSchema {
  const list = { type: 'array', minItems: 1, items: ref('condition') };
  const signals = SIGNAL_PATHS.flatMap((path) => {
    const kind = compileSignalPath(path)?.kind;
    if (kind === undefined || kind === 'list') return [];
    const name = kind === 'private' ? 'text' : kind;
    return [[path, typeof name === 'string' ? ref(`compared-${name}`) : compared(name)] as const];
  });
  return {
    description: 'Several keys mean all of them. If a signal is unknown, so is its condition.',
    type: 'object',
    minProperties: 1,
    properties: { all: list, any: list, not: ref('condition'), ...Object.fromEntries(signals) },
    patternProperties: {
      '^event\\.(tags|failed|raw)(\\.[^.]+)+$': ref('compared-open'),
      '^event\\.labels\\.[^.]+\\.prediction$': ref('compared-boolean'),
      '^event\\.labels\\.[^.]+\\.mlScore$': ref('compared-number'),
    },
    additionalProperties: false,
  };
}

/** What a signal of a kind is compared with: a value, or operators. */
function compared(kind: SignalPath['kind']): JsonSchema {
  const value = valueSchema(kind);
  const operands: Record<keyof typeof OPERATORS, JsonSchema> = {
    eq: value,
    ne: value,
    gt: { type: 'number' },
    gte: { type: 'number' },
    lt: { type: 'number' },
    lte: { type: 'number' },
    in: { type: 'array', minItems: 1, items: value },
    notIn: { type: 'array', minItems: 1, items: value },
  };
  const ordered = kind === 'number' || kind === 'open';
  const known = Object.entries(operands).filter(([name]) => ordered || !/^[gl]te?$/.test(name));
  const operators = {
    type: 'object',
    minProperties: 1,
    properties: Object.fromEntries(known),
    additionalProperties: false,
  };
  return { anyOf: [value, operators] };
}

function valueSchema(kind: SignalPath['kind']): JsonSchema {
  if (kind === 'open') return { type: ['string', 'number', 'boolean'] };
  if (kind === 'boolean' || kind === 'number') return { type: kind };
  return typeof kind === 'string' ? { type: 'string' } : { enum: kind };
}
