import type { Level } from './level.js';
import type { PresetName } from './policy-config.js';
import type { RuleDefinition } from './rule.js';
import { RULES } from './rules/index.js';

/** A rule as a policy has it: its level and all of its options. */
export interface RuleState {
  level: Level;
  /** Where the level was set: a path in the policy, a preset with the path that names it, or `recommended` by default. */
  levelFrom: string;
  /** The level is a preset's. */
  ofPreset: boolean;
  options: Readonly<Record<string, unknown>>;
  /** The same for each option; `default` if a setting leaves it out. */
  optionsFrom: Readonly<Record<string, string>>;
  /** Options that a layer set more strictly, and that a later one lost: it set the rule's options and left these out. */
  lostOptions: readonly string[];
}

const CATALOGUE: ReadonlyMap<string, RuleDefinition> = new Map(
  RULES.map((rule) => [rule.id, rule as unknown as RuleDefinition]),
);

/** The names of all built-in rules. */
export const RULE_NAMES: readonly string[] = [...CATALOGUE.keys()];

/** A built-in rule by its name. */
export const findRule = (id: string): RuleDefinition | undefined => CATALOGUE.get(id);

/** A rule's options as its specification has them. */
export function defaultOptions(rule: RuleDefinition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rule.options).map(([name, spec]) => [name, spec.default]));
}

/** What a preset says of a rule. */
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

/** Options that were all set at one place. */
export function fromAll(options: object, from: string): Record<string, string> {
  return Object.fromEntries(Object.keys(options).map((name) => [name, from]));
}
