import type { Signals } from '../signals/signals.js';

/** Tells whether a visit is in a rule's sample. */
export type InSample = (signals: Signals) => boolean;

/**
 * Builds a sample of a share of the visitors, 0..1: the choice is fixed per visitor, and a greater share only adds
 * visitors. A visit without a visitor ID counts by its event, else by the client's address; one without either is only
 * in a sample of everyone. A request that was analysed itself counts by the address: its event is new each time, and
 * trying again must not help. Each rule has a sample of its own, and the same one in every policy and process.
 */
export function createSample(rule: string, share: number): InSample {
  return (signals) => {
    const whose = visitorOf(signals);
    return whose === undefined ? share >= 1 : fraction(`${rule}:${whose}`) < share;
  };
}

/** Identifies the visitor of a visit, as far as it is known. */
export function visitorOf({ visitorId, eventId, clientIp, reference }: Signals): string | undefined {
  return visitorId ?? (reference === 'edge' ? (clientIp ?? eventId) : (eventId ?? clientIp));
}

/** Hashes a string to a number from 0 up to, but not including, 1: FNV-1a with the finalizer of MurmurHash3. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
