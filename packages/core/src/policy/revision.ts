import { sha256 } from '../lib/sha-256.js';
import type { CompiledPolicy } from './policy.js';

/**
 * Names what a policy means, in 12 hexadecimal digits: the same in every process for policies that come to the same rules,
 * levels and options, whatever they extend and in whatever order; another one for any other.
 */
export function policyRevision({ mode, rules }: Pick<CompiledPolicy, 'mode' | 'rules'>): string {
  const meant = rules.map(({ id, level, options }) => [id, level, options] as const);
  return sha256(
    JSON.stringify([mode, ordered(Object.fromEntries(meant.map(([id, ...rest]) => [id, rest])))]),
  ).slice(0, 12);
}

/** Plain data with the keys of its objects in one order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([key, inside]) => [key, ordered(inside)]);
}
