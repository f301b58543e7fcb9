import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { type Lookup, orAtHand } from '../event/lookup-result.js';
import { isJudgedBy } from '../event/verdict.js';
import type { LookUp } from '../lookup/lookup.js';

/** Hands delivered events to the look-ups that are under way for them. */
export interface Arrivals {
  /** From now on look-ups expect deliveries. */
  open(): void;
  /** Ends the look-ups under way for this event: they have it now. */
  arrived(event: FingerprintEvent): void;
  /**
   * A look-up that ends as soon as its event is delivered, also where the API does not know it yet or does not answer.
   * What it asked of the API runs out by itself within its deadline. A delivered event without the verdict of the ruleset
   * that is asked for only counts where the look-up brings none.
   */
  orDelivered(lookUp: LookUp): LookUp;
}

/** The look-ups of one id that are under way. */
interface Waiting {
  lookUps: number;
  arrival: Promise<Lookup>;
  arrive(lookup: Lookup): void;
}

export function createArrivals(): Arrivals {
  const waiting = new Map<string, Waiting>();
  let isOpen = false;
  return {
    open() {
      isOpen = true;
    },
    arrived(event) {
      waiting.get(event.eventId)?.arrive({ outcome: 'found', event, source: 'cache' });
    },
    orDelivered: (lookUp) => async (id, manner) => {
      if (!isOpen) return lookUp(id, manner);
      const entry = waiting.get(id) ?? expectArrival();
      waiting.set(id, entry);
      entry.lookUps++;
      // Until what was asked runs out, a check that would share its answer is given the delivered event.
      const lookingUp = lookUp(id, manner).finally(() => {
        entry.lookUps--;
        if (entry.lookUps === 0) waiting.delete(id);
      });
      const first = await Promise.race([entry.arrival, lookingUp]);
      if (!first.event || isJudgedBy(first.event, manner.rulesetId)) return first;
      return orAtHand(await lookingUp, first.event, 'cache');
    },
  };
}

function expectArrival(): Waiting {
  let arrive: Waiting['arrive'] = () => undefined;
  const arrival = new Promise<Lookup>((resolve) => {
    arrive = resolve;
  });
  return { lookUps: 0, arrival, arrive };
}
