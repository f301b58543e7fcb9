import type { ClientRecords } from './client-records.js';
import { timeOfId } from './id-time.js';
import type { Lookup } from './lookup.js';

export interface SkipParts {
  clients: ClientRecords;
  /** The clock, ms since 1970. */
  now: () => number;
}

/** The maximum difference between the clocks that stamp IDs and events. In ms. */
const MARGIN_MS = 60_000;

/**
 * Skips lookups that cannot change the policy's conclusion: those for a client that is gone, and those of IDs whose
 * time prefix is too old or too far ahead, by more than a minute. The prefix is the client's claim, and is trusted only
 * if it counts against the client. Adds the record of a client that may be refused to the request.
 */
export function skipHopeless(lookup: Lookup, { clients, now }: SkipParts): Lookup {
  return async (id, request) => {
    const { clientIp, hints, isGone } = request;
    if (hints.deniesGone && isGone?.()) return { outcome: 'skipped', source: 'none' };
    const claimedTime = timeOfId(id);
    if (claimedTime !== undefined) {
      const ageMs = now() - claimedTime;
      if (ageMs > hints.maxAgeMs + MARGIN_MS || -ageMs > hints.maxSkewMs + MARGIN_MS)
        return { outcome: 'skipped', source: 'none', claimedTime };
    }
    return lookup(id, hints.limitsClients ? { ...request, client: clients.find(clientIp) } : request);
  };
}
