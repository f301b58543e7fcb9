import type { Level } from './level.js';
import type { PresetName } from './policy-config.js';
import type { RuleDefinition } from './rule.js';
import { RULES } from './rules/index.js';

/** The setting of a rule in a policy: its level and all of its options. */
export interface RuleState {
  level: Level;
  /** The place where the level was set: a path in the policy, a preset with the path that names it, or `recommended` by default. */
  levelFrom: string;
  /** The level was set by a preset. */
  ofPreset: boolean;
  options: Readonly<Record<string, unknown>>;
  /** The place where each option was set; `default` if a setting omits it. */
  optionsFrom: Readonly<Record<string, string>>;
  /** Options that one layer set more strictly and a later one lost, because it set the rule's options without these. */
  lostOptions: readonly string[];
}

const CATALOGUE: ReadonlyMap<string, RuleDefinition> = new Map(
  RULES.map((rule) => [rule.id, rule as unknown as RuleDefinition]),
);

/** The names of all built-in rules. */
export const RULE_NAMES: readonly string[] = [...CATALOGUE.keys()];

/** A built-in rule by its name. */
export const findRule = (id: string): RuleDefinition | undefined => CATALOGUE.get(id);

/** Returns the default options of a rule. */
export function defaultOptions(rule: RuleDefinition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rule.options).map(([name, spec]) => [name, spec.default]));
}

/** Returns a preset's setting of a rule. */
export function presetRule(preset: PresetName, rule: RuleDefinition, from: string): RuleState {
  const options = defaultOptions(rule);
  if (preset === 'strict') {
    for (const [name, spec] of Object.entries(rule.options))
      if ('strict' in spec) options[name] = spec.strict;
  }
  const level = preset === 'observe-all' ? 'observe' : rule.levels[preset];
  return {
    level,
    levelFrom: from,
    ofPreset: true,
    options,
    optionsFrom: fromAll(options, from),
    lostOptions: [],
  };
}

/** Records one place for all options. */
export function fromAll(options: object, from: string): Record<string, string> {
  return Object.fromEntries(Object.keys(options).map((name) => [name, from]));
}
