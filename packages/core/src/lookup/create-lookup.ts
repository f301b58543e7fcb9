import type { Arrivals } from './arrivals.js';
import { type AttemptsParts, createAttempts } from './attempts.js';
import { blameIds } from './blame-ids.js';
import type { DoubtParts } from './doubt.js';
import type { Lookup } from './lookup.js';
import { shareLookups } from './share-lookups.js';
import { type SkipParts, skipHopeless } from './skip-hopeless.js';
import { type CacheParts, throughCache } from './through-cache.js';
import { type BoundParts, withinDeadline } from './within-deadline.js';

/** The parts that the layers of a lookup are made of. */
export interface LookupParts extends SkipParts, BoundParts, CacheParts, DoubtParts, AttemptsParts {
  arrivals: Arrivals;
}

/**
 * Composes the lookup from its layers, the innermost first: each decides whether the one before it is called at all. The
 * attempts ask the API, with turns of the budget and through the breaker.
 */
export function createLookup(parts: LookupParts): Lookup {
  const attempts = createAttempts(parts);
  const blamed = blameIds(attempts, parts);
  const cached = throughCache(blamed, parts);
  const bounded = withinDeadline(cached, parts);
  const shared = shareLookups(bounded);
  const delivered = parts.arrivals.raceDelivery(shared);
  return skipHopeless(delivered, parts);
}
