/** One place for the whole process, also if it loads this package twice, as a module and as CommonJS. */
const PLACE = Symbol.for('fingerprint-guard.neighbours');

/** How many guards there are, by account. */
type Counts = Map<string, number>;

/** The guards of a process that remember used ids each by itself, this one included, as they were when it came. */
export interface Neighbours {
  guards: number;
  /** The guard is closed. */
  leave(): void;
}

/**
 * Counts a guard among those of its account in this process. Nothing but the doctor asks for it.
 * @param account Names the account without its key.
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
