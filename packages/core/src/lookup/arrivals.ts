import { type LookupResult, withFallbackEvent } from '../event/lookup-result.js';
import type { SingleUseEvent } from '../event/single-use.js';
import { isJudgedBy } from '../event/verdict.js';
import type { Lookup } from './lookup.js';

/** The lookups of one ID that are under way. */
interface Waiting {
  lookups: number;
  arrival: Promise<LookupResult>;
  arrive(result: LookupResult): void;
}

/** Passes delivered events to the lookups that are under way for them. */
export class Arrivals {
  readonly #waiting = new Map<string, Waiting>();
  #isOpen = false;

  /** Makes lookups expect deliveries from now on. */
  open(): void {
    this.#isOpen = true;
  }

  /** Ends the lookups under way for this event with the event. */
  arrived(event: SingleUseEvent): void {
    this.#waiting.get(event.eventId)?.arrive({ outcome: 'found', event, source: 'cache' });
  }

  /**
   * Makes a lookup end as soon as its event is delivered, even if the API does not know it yet or does not answer. Its
   * request to the API ends by itself within the deadline. A delivered event without the verdict of the requested
   * ruleset counts only if the lookup finds none.
   */
  raceDelivery(lookup: Lookup): Lookup {
    const raced: Lookup = async (id, request) => {
      const waiting = this.#waiting.get(id) ?? expectArrival();
      this.#waiting.set(id, waiting);
      waiting.lookups++;
      // Until the request ends, a check that would share its answer receives the delivered event.
      const lookedUp = lookup(id, request).finally(() => {
        waiting.lookups--;
        if (waiting.lookups === 0) this.#waiting.delete(id);
      });
      const first = await Promise.race([waiting.arrival, lookedUp]);
      if (!first.event || isJudgedBy(first.event, request.hints.rulesetId)) return first;
      return withFallbackEvent(await lookedUp, first.event, 'cache');
    };
    return (id, request) => (this.#isOpen ? raced : lookup)(id, request);
  }
}

function expectArrival(): Waiting {
  let arrive: Waiting['arrive'] = () => undefined;
  const arrival = new Promise<LookupResult>((resolve) => {
    arrive = resolve;
  });
  return { lookups: 0, arrival, arrive };
}
