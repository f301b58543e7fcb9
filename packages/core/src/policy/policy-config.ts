import type { Condition } from './condition.js';
import type { Level, Mode } from './level.js';
import type { OptionsOf } from './option.js';
import type { Rules } from './rules/index.js';

/** The name of a built-in rule. */
export type RuleName = keyof Rules;

/** Options that every rule takes. */
export interface CommonRuleOptions {
  /** `match`: the rule also matches if it cannot be judged. Without it, an unknown rule never matches. */
  whenUnknown?: 'match';
  /**
   * The share of visitors that the level holds for, 0..1: to roll a stricter rule out bit by bit. Outside of it the rule
   * counts at `observe`. A visitor is in or out for good, and a greater share only adds visitors. Each rule has its own
   * sample. Not a defence: whoever changes visitor may land outside.
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
  /** What a match means, in words, for the log. @defaultValue the comparisons that held, with what was seen */
  message?: string;
}

/**
 * A level, or a level with options. A level alone keeps the options inherited for the rule;
 * a level with options replaces both, and options left out take the rule's defaults.
 */
export type RuleSetting<Options> = Level | readonly [Level, Options];

/**
 * What a policy says of each rule. A name that is no rule of the catalogue is a custom rule, and needs `when`; without it, it
 * is an error of `definePolicy`, with the nearest rule.
 */
export type RuleSettings = { readonly [Name in keyof Rules]?: RuleSetting<RuleOptions<Name>> } & {
  readonly [customRule: string]: RuleSetting<CustomRuleOptions | object> | undefined;
};

/** The presets a policy can extend. */
export const PRESET_NAMES = ['recommended', 'strict', 'observe-all'] as const;

/** `recommended`, `strict`, or `observe-all`, which notes everything and stops nothing. */
export type PresetName = (typeof PRESET_NAMES)[number];

/**
 * A policy: which rules lead to what. Plain JSON, so it can live in a file.
 * Without `extends` it extends `recommended`. In an array, each entry extends those before it.
 */
export interface PolicyConfig {
  /**
   * The presets and policies that this one extends.
   * @defaultValue `'recommended'`
   */
  readonly extends?: PresetName | PolicyConfig | readonly (PresetName | PolicyConfig)[] | undefined;
  /**
   * `enforce` blocks requests that the policy blocks; `monitor` judges and records, and never blocks.
   * @defaultValue what it extends, else `enforce`
   */
  readonly mode?: Mode | undefined;
  /** The level of each rule, alone or with options. Rules that are left out keep what the policy extends. */
  readonly rules?: RuleSettings | undefined;
  /** The address of `policy.schema.json`, for the editor of a policy in a file. Not read. */
  readonly $schema?: string;
}

/** True for the name of a preset. */
export function isPresetName(name: string): name is PresetName {
  return (PRESET_NAMES as readonly string[]).includes(name);
}

/** The configuration of a policy that may be given as a preset's name. */
export function policyConfig(policy: PolicyConfig | PresetName): PolicyConfig {
  return typeof policy === 'string' ? { extends: policy } : policy;
}
