import type { LookupResult } from '../event/lookup-result.js';
import { type Lookup, type LookupRequest, lookupKey } from './lookup.js';

/** Merges concurrent lookups of one ID and one ruleset into one lookup. */
export function shareLookups(lookup: Lookup): Lookup {
  const underWay = new LookupsUnderWay();
  return (id, request) => underWay.share(sharingKey(id, request), () => lookup(id, request));
}

/**
 * Keeps a client whose lookup may be refused from causing refusals for another client, or for a policy that refuses
 * nobody.
 */
const sharingKey = (id: string, request: LookupRequest): string =>
  `${request.patient}:${refusalGroup(request)}:${lookupKey(id, request)}`;

/** Only a shared budget knows whether it refuses a client. */
const refusalGroup = ({ client }: LookupRequest): string | boolean =>
  client?.name ?? client?.isSuspect() ?? 'unlimited';

/** A lookup that others may wait for. */
interface Shared {
  promise: Promise<LookupResult> | undefined;
}

/**
 * The lookups under way. Each releases its event when it ends: the discarded tables of a map would keep it alive, and
 * with it everything that the garbage collector then has to copy.
 */
class LookupsUnderWay {
  readonly #lookups = new Map<string, Shared>();

  share(key: string, start: () => Promise<LookupResult>): Promise<LookupResult> {
    const running = this.#lookups.get(key)?.promise;
    if (running) return running;
    const shared: Shared = { promise: undefined };
    this.#lookups.set(key, shared);
    shared.promise = this.#run(key, shared, start);
    return shared.promise;
  }

  async #run(key: string, shared: Shared, start: () => Promise<LookupResult>): Promise<LookupResult> {
    try {
      return await start();
    } finally {
      this.#lookups.delete(key);
      shared.promise = undefined;
    }
  }
}
