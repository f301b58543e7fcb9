import { ApiGate, type Turns } from './api-gate.js';
import type { Arrivals } from './arrivals.js';
import { type AttemptsParts, createAttempts } from './attempts.js';
import { blameIds } from './blame-ids.js';
import type { Breaker } from './breaker.js';
import type { DoubtParts } from './doubt.js';
import type { Lookup } from './lookup.js';
import { shareLookups } from './share-lookups.js';
import { type SkipParts, skipHopeless } from './skip-hopeless.js';
import { type CacheParts, throughCache } from './through-cache.js';
import { type BoundParts, withinDeadline } from './within-deadline.js';

/** The parts that the layers of a lookup are made of. */
export interface LookupParts
  extends SkipParts,
    BoundParts,
    CacheParts,
    DoubtParts,
    Omit<AttemptsParts, 'gate'> {
  arrivals: Arrivals;
  budget: Turns;
  breaker: Breaker;
}

/**
 * Composes the lookup from its layers, the innermost first: each decides whether the one before it is called at all.
 * Each attempt takes a turn of the budget, goes through the breaker, and calls the client.
 */
export function createLookup(parts: LookupParts): Lookup {
  const { budget, breaker, getEvent, hedge, retryDelay } = parts;
  const gate = new ApiGate(budget, breaker);
  const attempts = createAttempts({ getEvent, gate, hedge, retryDelay });
  const blamed = blameIds(attempts, parts);
  const cached = throughCache(blamed, parts);
  const bounded = withinDeadline(cached, parts);
  const shared = shareLookups(bounded);
  const delivered = parts.arrivals.raceDelivery(shared);
  return skipHopeless(delivered, parts);
}
