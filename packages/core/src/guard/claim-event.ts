import { DeadlineExceeded } from '../lib/deadline.js';
import { PacedWaits } from '../lib/paced-waits.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import type { NamedPolicy } from '../policy/policy-book.js';
import { overloaded } from '../server-api/api-error.js';
import type { Generation } from '../server-api/client.js';
import type { Claimed } from '../signals/collect.js';
import { claimNowOf, type ReplayStore } from '../stores/replay-store.js';
import { OwnClaims } from './own-claims.js';
import type { Pipeline } from './pipeline.js';
import type { ResolvedEvent } from './request-memo.js';

/** A store slower than this counts as unavailable, so that it never stalls requests. In ms. */
const CLAIM_TIMEOUT_MS = 150;

interface ClaimEventParts {
  store: ReplayStore;
  /** The lifetime of a claim, ms. */
  ttlMs: number;
  timekeeper: Timekeeper;
  /** Monotonic clock, ms. */
  clock: () => number;
}

/** Builds the step that consumes IDs, over a store, with a time limit. */
export function createClaimEvent(parts: ClaimEventParts): Pipeline['claimEvent'] {
  const { store, ttlMs, timekeeper, clock } = parts;
  const own = new OwnClaims(ttlMs, clock);
  const waits = new PacedWaits(timekeeper);
  const claimNow = claimNowOf(store);

  async function claim(key: string): Promise<Claimed> {
    try {
      const first = claimNow
        ? claimNow(key, ttlMs)
        : await waits.within(CLAIM_TIMEOUT_MS, () => store.claim(key, ttlMs));
      return { reused: first !== true, replayStore: 'ok' };
    } catch (error) {
      // A failure that a burst of requests causes must not pass as an outage of the store.
      if (error instanceof DeadlineExceeded && error.heldUp) return { overloaded: overloaded(error) };
      return { replayStore: 'unavailable', failure: error };
    }
  }

  return (memo, id, policy, claimant) => {
    const key = claimKey(id, policy);
    // A store in memory needs no second memory in front of it.
    return memo.claim(key, claimant, () => (claimNow ? claim(key) : own.claim(key, () => claim(key))));
  };
}

/**
 * Names a claim: an ID is used once for the whole guard, or once per policy, as the policy's `reused-event` says. An
 * inline policy has no name, so its revision stands for it, which is the same in every process.
 */
function claimKey(id: string, { name, compiled }: NamedPolicy): string {
  const rule = compiled.rules.find((candidate) => candidate.id === 'reused-event');
  if (rule?.options.scope !== 'policy') return `guard:${id}`;
  if (name === 'inline') return `inline:${compiled.revision}:${id}`;
  return `policy:${encodeURIComponent(name)}:${id}`;
}

/**
 * Finds the ID that a check consumes: the event's own; without the event, the ID that the client sent. The ID of a
 * visitor refers to no event, so nothing is consumed; nor is an ID that was not looked up, because sending it costs a
 * client nothing.
 */
export function claimedId(
  { reference, lookup }: ResolvedEvent,
  subject: Generation['subject'],
): string | undefined {
  if (lookup.event) return lookup.event.eventId;
  const asked = subject === 'event' && lookup.outcome !== 'skipped';
  return asked && 'id' in reference ? reference.id : undefined;
}
