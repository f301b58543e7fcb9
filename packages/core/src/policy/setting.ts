import { didYouMean, didYouMeanOneOf } from '../lib/did-you-mean.js';
import { isObject } from '../lib/is-object.js';
import { compileCondition } from './condition.js';
import { at, type Issues } from './issues.js';
import { LEVELS, type Level } from './level.js';
import { numberOption, type OptionSpec, optionalChoice, stringOption } from './option.js';
import { defaultOptions, findRule, fromAll, RULE_NAMES, type RuleState } from './presets.js';
import type { RuleDefinition } from './rule.js';

/**
 * The options that every rule takes, in addition to its own.
 * @internal
 */
export const COMMON_OPTIONS = {
  whenUnknown: {
    ...optionalChoice(['match']),
    isLooser: (value, than) => value !== 'match' && than === 'match',
  },
  sample: numberOption(1, { max: 1, looser: 'lower' }),
} as const satisfies Readonly<Record<string, OptionSpec<unknown>>>;

/**
 * The options that a custom rule takes, in addition to its condition.
 * @internal
 */
export const CUSTOM_RULE_OPTIONS = {
  message: stringOption(),
  ...COMMON_OPTIONS,
} as const satisfies Readonly<Record<string, OptionSpec<unknown>>>;

/** Names that every object already has. */
const RESERVED_NAMES = ['', '__proto__', 'constructor', 'prototype'];

const NEEDS_CONDITION = ` (a custom rule needs "when")`;

/** Reads a policy's setting of one rule; undefined if it is invalid. */
export function readSetting(
  id: string,
  setting: unknown,
  inherited: RuleState | undefined,
  path: string,
  issues: Issues,
): RuleState | undefined {
  const [level, options, ...rest] = Array.isArray(setting) ? setting : [setting];
  if (!(LEVELS as readonly unknown[]).includes(level)) {
    issues.add(path, `expected 'off', 'observe', 'challenge' or 'deny'${didYouMean(level, LEVELS)}`);
  }
  if (rest.length > 0) issues.add(path, 'expected a level, or a level and its options, and nothing more');
  if (options !== undefined && !isObject(options)) {
    issues.add(path, 'expected options as an object');
    return undefined;
  }

  const rule = findRule(id);
  if (options === undefined) {
    if (inherited) return { ...inherited, level: level as Level, levelFrom: path, ofPreset: false };
    issues.add(path, `unknown rule${didYouMean(id, RULE_NAMES) || NEEDS_CONDITION}`);
    return undefined;
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  if (!rule && !Object.hasOwn(given, 'when')) {
    issues.add(path, `unknown rule${didYouMean(id, RULE_NAMES)}${NEEDS_CONDITION}`);
    return undefined;
  }
  if (!rule && RESERVED_NAMES.includes(id)) issues.add(path, 'a reserved name');
  checkOptions(given, rule, path, issues);
  const defaults = rule ? defaultOptions(rule) : {};
  const lost = rule && inherited ? lostOptions(rule, inherited.options, given) : [];
  return {
    level: level as Level,
    levelFrom: path,
    ofPreset: false,
    options: { ...defaults, ...given },
    optionsFrom: { ...fromAll(defaults, 'default'), ...fromAll(given, path) },
    lostOptions: lost,
  };
}

/** The inherited options that a setting omits, and whose default lets more requests pass. */
function lostOptions(
  rule: RuleDefinition,
  inherited: RuleState['options'],
  given: Readonly<Record<string, unknown>>,
): string[] {
  const specs: Readonly<Record<string, OptionSpec<unknown>>> = { ...rule.options, ...COMMON_OPTIONS };
  return Object.entries(specs)
    .filter(([name, spec]) => {
      const before = inherited[name];
      return before !== undefined && !Object.hasOwn(given, name) && spec.isLooser?.(spec.default, before);
    })
    .map(([name]) => name);
}

/** Checks the options of a built-in rule, or of a custom rule. */
function checkOptions(
  options: Readonly<Record<string, unknown>>,
  rule: RuleDefinition | undefined,
  path: string,
  issues: Issues,
): void {
  const specs: Readonly<Record<string, OptionSpec<unknown>>> = rule
    ? { ...rule.options, ...COMMON_OPTIONS }
    : CUSTOM_RULE_OPTIONS;
  const names = rule ? Object.keys(specs) : ['when', ...Object.keys(specs)];
  for (const [name, value] of Object.entries(options)) {
    const optionPath = at(path, name);
    if (!names.includes(name)) issues.add(optionPath, `unknown option${didYouMeanOneOf(name, names)}`);
    else if (name === 'when') compileCondition(value, optionPath, issues);
    else specs[name]?.check(value, optionPath, issues);
  }
}
