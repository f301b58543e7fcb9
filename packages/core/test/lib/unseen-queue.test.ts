import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Place, UnseenQueue } from '../../src/lib/unseen-queue.js';

/** A reference implementation that notifies every waiting request: simple, and slow with many of them. */
class ToldToAll {
  readonly #waiting = new Set<Told>();
  #entered = 0;
  #limit = 1000;
  #isSilent = false;

  hasRoom(): boolean {
    return this.#isSilent || this.#waiting.size < this.#limit;
  }

  enter() {
    const waiting = [...this.#waiting];
    const own: Told = {
      number: this.#entered++,
      isFirst: waiting.length === 0,
      begun: false,
      othersBegan: waiting.some(({ begun }) => begun),
      moves: false,
    };
    this.#waiting.add(own);
    return {
      begins: () => {
        own.begun = true;
        for (const other of this.#waiting) if (other !== own) other.othersBegan = true;
      },
      answered: () => {
        const inTime = this.#waiting.delete(own);
        for (const other of this.#waiting) if (other.number > own.number) other.moves = true;
        if (!inTime) return;
        this.#isSilent = false;
        this.#limit = Math.min(1000, this.#limit + 1);
      },
      leave: () => void this.#waiting.delete(own),
      gaveUpInQueue: () => {
        const underWay = this.#waiting.size;
        this.#waiting.delete(own);
        const queued = (!own.begun && own.othersBegan) || (!this.#isSilent && (own.moves || !own.isFirst));
        if (queued) this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, underWay) / 2));
        else this.#isSilent = true;
        return queued;
      },
    };
  }
}

interface Told {
  number: number;
  isFirst: boolean;
  begun: boolean;
  othersBegan: boolean;
  moves: boolean;
}

const step = fc.record<Step>({
  does: fc.constantFrom('enter', 'enter', 'begins', 'answered', 'leave', 'gaveUpInQueue'),
  /** Which of the last requests. */
  back: fc.nat(3),
});

test('behaves like a queue that notifies every request', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 30 }), (steps) => {
      expect(outcomes(new UnseenQueue(), steps)).toEqual(outcomes(new ToldToAll(), steps));
    }),
    { numRuns: 1500 },
  );
});

interface Step {
  does: 'enter' | keyof Place;
  back: number;
}

/** The result of each step, and whether there is room after it. */
function outcomes(queue: Pick<UnseenQueue, 'enter' | 'hasRoom'>, steps: readonly Step[]): unknown[] {
  const places: { place: Place; hasEnded: boolean }[] = [];
  return steps.map(({ does, back }) => {
    if (does === 'enter') {
      places.push({ place: queue.enter(), hasEnded: false });
      return queue.hasRoom();
    }
    const last = places.at(-1 - Math.min(back, places.length - 1));
    // A wait ends once; an answer, and the other side's beginning, may come later.
    if (!last || (last.hasEnded && does === 'gaveUpInQueue')) return undefined;
    last.hasEnded ||= does !== 'begins';
    return [last.place[does](), queue.hasRoom()];
  });
}
