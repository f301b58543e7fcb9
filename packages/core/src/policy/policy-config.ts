import type { Condition } from './condition.js';
import type { Level, Mode } from './level.js';
import type { OptionsOf } from './option.js';
import type { Rules } from './rules/index.js';

/** The name of a built-in rule. */
export type RuleName = keyof Rules;

/** Options that every rule takes. */
export interface CommonRuleOptions {
  /** `match`: the rule also matches if it is undecided. Without it, an undecided rule never matches. */
  whenUnknown?: 'match';
  /**
   * The share of visitors that the level applies to, 0..1, to roll a stricter rule out gradually. For the others the
   * rule counts at `observe`. The choice is fixed per visitor, and a greater share only adds visitors. Each rule has
   * its own sample. Not a defence: a client that returns as another visitor may fall outside.
   * @defaultValue `1`
   */
  sample?: number;
}

/** The options of one built-in rule. */
export type RuleOptions<Name extends RuleName> = Partial<OptionsOf<Rules[Name]['options']>> &
  CommonRuleOptions;

/** The options of a custom rule. It matches if its condition is true. */
export interface CustomRuleOptions extends CommonRuleOptions {
  /** The condition under which the rule matches, such as `{ incognito: true, suspectScore: { gte: 15 } }`. */
  when: Condition;
  /** The meaning of a match, for the log. @defaultValue the comparisons that held, with the observed values */
  message?: string;
}

/**
 * A level, or a level with options. A level alone keeps the inherited options of the rule; a level with options
 * replaces both, and omitted options fall back to the rule's defaults.
 */
export type RuleSetting<Options> = Level | readonly [Level, Options];

/**
 * The settings of a policy's rules. A name that is not in the catalogue is a custom rule, which needs `when`; without
 * it, `definePolicy` throws an error with the nearest rule.
 */
export type RuleSettings = { readonly [Name in keyof Rules]?: RuleSetting<RuleOptions<Name>> } & {
  readonly [customRule: string]: RuleSetting<CustomRuleOptions | object> | undefined;
};

/** The presets a policy can extend. */
export const PRESET_NAMES = ['recommended', 'strict', 'observe-all'] as const;

/** `recommended`, `strict`, or `observe-all`, which records everything and blocks nothing. */
export type PresetName = (typeof PRESET_NAMES)[number];

/**
 * A policy: the level of each rule. Plain JSON, so it can live in a file. Without `extends` it extends `recommended`.
 * In an array, each entry extends those before it.
 */
export interface PolicyConfig {
  /**
   * The presets and policies that this one extends.
   * @defaultValue `'recommended'`
   */
  readonly extends?: PresetName | PolicyConfig | readonly (PresetName | PolicyConfig)[] | undefined;
  /**
   * `enforce` blocks requests that the policy blocks; `monitor` evaluates and records, and never blocks.
   * @defaultValue the mode of what it extends, else `enforce`
   */
  readonly mode?: Mode | undefined;
  /** The level of each rule, alone or with options. Omitted rules keep the setting of what the policy extends. */
  readonly rules?: RuleSettings | undefined;
  /** The address of `policy.schema.json`, for the editor of a policy in a file. Not read. */
  readonly $schema?: string;
}

/** True for the name of a preset. */
export function isPresetName(name: string): name is PresetName {
  return (PRESET_NAMES as readonly string[]).includes(name);
}

/** Returns the configuration of a policy that may be given as the name of a preset. */
export function policyConfig(policy: PolicyConfig | PresetName): PolicyConfig {
  return typeof policy === 'string' ? { extends: policy } : policy;
}
