import { sha256 } from '../lib/sha-256.js';
import type { AllowedAgent } from './allowed-agents.js';
import type { CompiledRule } from './compiled-rule.js';
import type { Mode } from './level.js';

/** The parts of a policy that make up its meaning. */
interface Meaning {
  mode: Mode;
  rules: readonly Pick<CompiledRule, 'id' | 'level' | 'options'>[];
  /** The agents that it exempts; they apply even if the rule that lists them is off. */
  allow?: readonly AllowedAgent[] | undefined;
}

/**
 * Hashes the meaning of a policy into 12 hexadecimal digits: the same in every process for policies that merge to the
 * same rules, levels and options, whatever they extend and in whatever order; different for any other.
 */
export function policyRevision({ mode, rules, allow }: Meaning): string {
  const meant = rules.map(({ id, level, options }) => [id, { level, options: meaningOf(options) }]);
  const letsOff = allow ? [ordered(allow)] : [];
  return sha256(JSON.stringify([mode, ordered(Object.fromEntries(meant)), ...letsOff])).slice(0, 12);
}

/** A rule for all visitors means the same with and without `sample: 1`. */
function meaningOf({ sample, ...options }: CompiledRule['options']): object {
  return sample === undefined || sample === 1 ? options : { ...options, sample };
}

/** Sorts plain data: the keys of objects, without undefined values, and lists, all of which are sets. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered).sort((one, other) => order(key(one), key(other)));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inside]) => inside !== undefined);
  entries.sort(([one], [other]) => order(one, other));
  // A comparison with one value has two spellings.
  if (entries.length === 1 && entries[0]?.[0] === 'eq') return entries[0][1];
  return entries.map(([name, inside]) => [name, ordered(inside)]);
}

const order = (one: string, other: string): number => (one < other ? -1 : 1);
const key = (value: unknown): string => JSON.stringify(value);
