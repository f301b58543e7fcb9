import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnseenQueue } from '../../src/lib/unseen-queue.js';

/** What the queue promises, told to every request that waits: simple, and slow with many of them. */
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

const step = fc.record({
  does: fc.constantFrom('enter', 'begins', 'answered', 'leave', 'gaveUpInQueue'),
  /** Which of the requests that came so far, the newest first. */
  back: fc.nat(6),
} as const);

test('comes to the same as a queue that tells everything to everybody', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [queue, told] = [new UnseenQueue(), new ToldToAll()];
      const places: [ReturnType<UnseenQueue['enter']>, ReturnType<ToldToAll['enter']>, Set<string>][] = [];
      for (const { does, back } of steps) {
        const [place, expected, done] = places.at(-1 - back) ?? [];
        if (does === 'enter') places.push([queue.enter(), told.enter(), new Set()]);
        else if (
          place &&
          expected &&
          done &&
          !(does === 'gaveUpInQueue' && ENDS.some((end) => done.has(end)))
        ) {
          done.add(does);
          expect(place[does]()).toBe(expected[does]());
        }
        expect(queue.hasRoom()).toBe(told.hasRoom());
      }
    }),
    { numRuns: 2000 },
  );
});

/** A wait ends once. */
const ENDS = ['answered', 'leave', 'gaveUpInQueue'];
