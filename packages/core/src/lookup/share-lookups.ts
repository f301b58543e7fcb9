import type { LookupResult } from '../event/lookup-result.js';
import { type Lookup, type LookupRequest, lookupKey } from './lookup.js';

/**
 * Merges concurrent lookups of one ID and one ruleset into one lookup, whichever clients they are for. A refusal of the
 * client that the lookup is made for concerns no other: its lookup is made after all.
 */
export function shareLookups(lookup: Lookup): Lookup {
  const underWay = new LookupsUnderWay();
  return async (id, request) => {
    const client = clientOf(request);
    const share = (group: string) => {
      const key = `${request.patient}:${group}:${lookupKey(id, request)}`;
      return underWay.share(key, client, () => lookup(id, request));
    };
    const { promise, madeFor } = share(refusalGroup(request));
    const result = await promise;
    if (result.cause !== 'client-limit' || madeFor === client) return result;
    return share(`only ${client}`).promise;
  };
}

const clientOf = ({ client, clientIp }: LookupRequest): string | undefined => client?.name ?? clientIp;

/**
 * Keeps apart those whose lookup is likely to be refused, those whose refusal looks like a spent budget, and policies that
 * refuse nobody.
 */
function refusalGroup({ client }: LookupRequest): string {
  if (!client) return 'unlimited';
  return client.isShared ? 'unknown' : `${client.isSuspect()}`;
}

/** A lookup that others may wait for. */
interface Shared {
  promise: Promise<LookupResult> | undefined;
  /** The client that it may be refused for. */
  readonly madeFor: string | undefined;
}

/**
 * The lookups under way. Each releases its event when it ends: the discarded tables of a map would keep it alive, and
 * with it everything that the garbage collector then has to copy.
 */
class LookupsUnderWay {
  readonly #lookups = new Map<string, Shared>();

  share(key: string, client: string | undefined, start: () => Promise<LookupResult>) {
    const running = this.#lookups.get(key);
    if (running?.promise) return { promise: running.promise, madeFor: running.madeFor };
    const shared: Shared = { promise: undefined, madeFor: client };
    this.#lookups.set(key, shared);
    const promise = this.#run(key, shared, start);
    shared.promise = promise;
    return { promise, madeFor: client };
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
