import type { AgentSource } from './agent.js';

/** An agent repeats what it said of late, and a page that stays open for days must not grow. */
const MAX_REMEMBERED = 1000;

/** The ids that were given to a request, by the agent that they are from: helpers of one page may share it. */
const usedIds = new WeakMap<AgentSource, Set<string>>();

/** Returns true for the first use of an agent's id, and false for any other. */
export function isFirstUse(agent: AgentSource, id: string): boolean {
  const used = usedIds.get(agent) ?? new Set<string>();
  if (used.has(id)) return false;
  usedIds.set(agent, used.add(id));
  if (used.size > MAX_REMEMBERED) used.delete(used.values().next().value as string);
  return true;
}
