import type { Lookup } from '../event/lookup-result.js';
import type { LookUpTerms } from '../policy/lookup-hints.js';
import type { FindClient } from './client-records.js';
import { timeOfId } from './id-time.js';
import type { LookUp } from './lookup.js';

/** Who asks, and for whose policy. */
export interface Asking {
  /** Waits for its turn, and for an event that is not visible yet. */
  patient: boolean;
  clientIp: string | undefined;
  terms: LookUpTerms;
}

/** Obtains one event, unless the policy denies it whatever it is; never rejects. */
export type SparingLookUp = (id: string, asking: Asking) => Promise<Lookup>;

/** Ids and events are stamped by clocks that may be this far apart. In ms. */
const MARGIN_MS = 60_000;

/**
 * Spares the calls for ids whose own time prefix says that the policy denies them: too old, or too far ahead, by more
 * than a minute. The prefix is the client's word, and believed only where it speaks against the client.
 * @param now The clock, ms since 1970.
 */
export function createSparingLookUp(
  lookUp: LookUp,
  findClient: FindClient,
  now: () => number,
): SparingLookUp {
  return async (id, { patient, clientIp, terms }) => {
    const claimedTime = timeOfId(id);
    if (claimedTime !== undefined) {
      const ageMs = now() - claimedTime;
      if (ageMs > terms.maxAgeMs + MARGIN_MS || -ageMs > terms.maxSkewMs + MARGIN_MS)
        return { outcome: 'skipped', source: 'none', claimedTime };
    }
    const client = terms.limitsClients ? findClient(clientIp) : undefined;
    return lookUp(id, { patient, rulesetId: terms.rulesetId, client });
  };
}
