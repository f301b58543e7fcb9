import type { Level } from './level.js';
import type { PresetName } from './policy-config.js';
import type { RuleDefinition } from './rule.js';
import { RULES } from './rules/index.js';

/** A rule as a policy has it: its level and all of its options. */
export interface RuleState {
  level: Level;
  options: Readonly<Record<string, unknown>>;
}

const catalogue: ReadonlyMap<string, RuleDefinition> = new Map(
  RULES.map((rule) => [rule.id, rule as unknown as RuleDefinition]),
);

/** The names of all built-in rules. */
export const RULE_NAMES: readonly string[] = [...catalogue.keys()];

/** A built-in rule by its name. */
export const findRule = (id: string): RuleDefinition | undefined => catalogue.get(id);

/** A rule's options as its specification has them. */
export function defaultOptions(rule: RuleDefinition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(rule.options).map(([name, spec]) => [name, spec.default]));
}

/** What a preset says of a rule. */
export function presetRule(preset: PresetName, rule: RuleDefinition): RuleState {
  const options = defaultOptions(rule);
  if (preset === 'recommended') return { level: rule.levels.recommended, options };
  if (preset === 'observe-all') return { level: 'observe', options };
  for (const [name, spec] of Object.entries(rule.options)) if ('strict' in spec) options[name] = spec.strict;
  return { level: rule.levels.strict, options };
}
