/**
 * The maximum number of remembered IDs: an agent repeats only recent ones, and a page that stays open for days must not
 * grow.
 */
const MAX_REMEMBERED = 1000;

/** The IDs that any helper of the page used, whatever agent gave them, and when each was used. */
const usedIds = new Map<string, number>();

/** Uses an ID. Returns the time of an earlier use, as `performance.now()` has it; undefined for the first one. */
export function earlierUse(id: string): number | undefined {
  const before = usedIds.get(id);
  if (before) return before;
  usedIds.set(id, performance.now());
  if (usedIds.size > MAX_REMEMBERED) usedIds.delete(usedIds.keys().next().value as string);
  return;
}
