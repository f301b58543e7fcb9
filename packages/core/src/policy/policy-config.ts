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
}

/** The options of one built-in rule. */
export type RuleOptions<Name extends RuleName> = Partial<
  OptionsOf<Extract<Catalogue, { id: Name }>['options']>
> &
  CommonRuleOptions;

/** The options of a rule of one's own: it matches where its condition is true. */
export interface OwnRuleOptions extends CommonRuleOptions {
  when: Condition;
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
  readonly extends?: PresetName | PolicyConfig | readonly (PresetName | PolicyConfig)[];
  /** @defaultValue what it extends, else `enforce` */
  readonly mode?: Mode;
  readonly rules?: RuleSettings;
}
