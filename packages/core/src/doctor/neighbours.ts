/** One key for the whole process, even if it loads this package twice, as ESM and as CommonJS. */
const PLACE = Symbol.for('fingerprint-guard.neighbours');

/** The number of guards, by account. */
type Counts = Map<string, number>;

/**
 * The number of guards in a process that each remember used IDs on their own, including this one, when it was created.
 */
export interface Neighbours {
  guards: number;
  /** Called when the guard is closed. */
  leave(): void;
}

/**
 * Counts a guard among those of its account in this process. Only the doctor uses it.
 * @param account The account's name, without its key.
 */
export function joinNeighbours(account: string): Neighbours {
  const place = globalThis as { [PLACE]?: Counts };
  place[PLACE] ??= new Map();
  const counts = place[PLACE];
  const guards = (counts.get(account) ?? 0) + 1;
  counts.set(account, guards);
  return {
    guards,
    leave() {
      const left = (counts.get(account) ?? 1) - 1;
      if (left > 0) counts.set(account, left);
      else counts.delete(account);
    },
  };
}
