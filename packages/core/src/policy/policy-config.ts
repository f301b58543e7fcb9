import type { Condition } from './condition.js';
import type { Level, Mode } from './level.js';
import type { OptionsOf } from './option.js';
import type { RULES } from './rules/index.js';

type Catalogue = (typeof RULES)[number];

/** The name of a built-in rule. */
export type RuleName = Catalogue['id'];

/** What every rule can be told. */
export interface CommonRuleOptions {
  /** `match`: the rule also matches where it cannot be judged. Without it, an unknown rule never matches. */
  whenUnknown?: 'match';
  /**
   * The share of visitors the level holds for, 0..1: to roll a stricter rule out bit by bit. Outside of it the rule counts at
   * `observe`. A visitor is in or out for good, and a greater share only adds visitors. Each rule has its own sample.
   * Not a defence: whoever changes visitor may land outside.
   * @defaultValue 1
   */
  sample?: number;
}

/** The options of one built-in rule. */
export type RuleOptions<Name extends RuleName> = Partial<
  OptionsOf<Extract<Catalogue, { id: Name }>['options']>
> &
  CommonRuleOptions;

/** The options of a custom rule: it matches where its condition is true. */
export interface CustomRuleOptions extends CommonRuleOptions {
  when: Condition;
  /** What a match means, in words. @defaultValue the comparisons that held, with what was seen */
  message?: string;
}

/**
 * A level, or a level with options. A level alone keeps the options inherited for the rule;
 * a level with options replaces both, and options left out take the rule's defaults.
 */
export type RuleSetting<Options> = Level | readonly [Level, Options];

export type RuleSettings = { readonly [Name in RuleName]?: RuleSetting<RuleOptions<Name>> } & {
  readonly [ownRule: string]: RuleSetting<object> | undefined;
};

/** The presets a policy can extend. */
export const PRESET_NAMES = ['recommended', 'strict', 'observe-all'] as const;

/** `recommended`, `strict`, or `observe-all`, which notes everything and stops nothing. */
export type PresetName = (typeof PRESET_NAMES)[number];

/**
 * A policy: which rules lead to what. Plain JSON, so it can live in a file.
 * Without `extends` it extends `recommended`. In a list each entry stands on those before it.
 */
export interface PolicyConfig {
  readonly extends?: PresetName | PolicyConfig | readonly (PresetName | PolicyConfig)[] | undefined;
  /** @defaultValue what it extends, else `enforce` */
  readonly mode?: Mode | undefined;
  readonly rules?: RuleSettings | undefined;
  /** The address of `policy.schema.json`, for the editor of a policy in a file. Not read. */
  readonly $schema?: string;
}

/** True for the name of a preset. */
export function isPresetName(name: string): name is PresetName {
  return (PRESET_NAMES as readonly string[]).includes(name);
}

/** A policy, where it may be a preset's name. */
export function policyConfig(policy: PolicyConfig | PresetName): PolicyConfig {
  return typeof policy === 'string' ? { extends: policy } : policy;
}
