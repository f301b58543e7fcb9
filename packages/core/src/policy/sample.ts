import type { Signals } from '../signals/signals.js';

/** Tells whether a visit is in a rule's sample. */
export type InSample = (signals: Signals) => boolean;

/**
 * Builds a sample of a share of the visitors, 0..1: each is in it or not for good, and a greater share only adds to them. A
 * visit without a visitor id counts by its event, else by the client's address; one without either is in the whole only.
 * A request that was analysed by itself counts by the address: its event is new each time, and trying again must not help.
 * Each rule has a sample of its own, and the same one in every policy and process.
 */
export function createSample(rule: string, share: number): InSample {
  return (signals) => {
    const whose = visitorOf(signals);
    return whose === undefined ? share >= 1 : fraction(`${rule}:${whose}`) < share;
  };
}

/** Names the visitor of a visit, as far as the visit tells. */
export function visitorOf({ visitorId, eventId, clientIp, reference }: Signals): string | undefined {
  return visitorId ?? (reference === 'edge' ? (clientIp ?? eventId) : (eventId ?? clientIp));
}

/** A number from 0 to 1, the latter excluded, that a text always has: FNV-1a, its bits mixed as MurmurHash3 ends. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
