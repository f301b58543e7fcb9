import type { AgentSource } from './agent.js';

/**
 * The maximum number of remembered ids: an agent repeats only recent ones, and a page that stays open for days must not
 * grow.
 */
const MAX_REMEMBERED = 1000;

/** The used ids of each agent, which several helpers of a page may share, and when each was used. */
const usedIds = new WeakMap<AgentSource, Map<string, number>>();

/** Uses an agent's id. Returns the time of an earlier use, as `performance.now()` has it; undefined for the first one. */
export function earlierUse(agent: AgentSource, id: string): number | undefined {
  const used = usedIds.get(agent) ?? new Map<string, number>();
  const before = used.get(id);
  if (before) return before;
  usedIds.set(agent, used.set(id, performance.now()));
  if (used.size > MAX_REMEMBERED) used.delete(used.keys().next().value as string);
  return;
}
