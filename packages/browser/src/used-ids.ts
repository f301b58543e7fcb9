import type { AgentSource } from './agent.js';

/**
 * The maximum number of remembered ids: an agent repeats only recent ones, and a page that stays open for days must not
 * grow.
 */
const MAX_REMEMBERED = 1000;

/** The used ids of each agent, which several helpers of a page may share. */
const usedIds = new WeakMap<AgentSource, Set<string>>();

/** Returns true for the first use of an agent's id, and false for any other. */
export function isFirstUse(agent: AgentSource, id: string): boolean {
  const used = usedIds.get(agent) ?? new Set<string>();
  if (used.has(id)) return false;
  usedIds.set(agent, used.add(id));
  if (used.size > MAX_REMEMBERED) used.delete(used.values().next().value as string);
  return true;
}
