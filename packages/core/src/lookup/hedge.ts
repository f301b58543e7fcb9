import { Cancellation, type CancelSignal } from '../lib/cancellation.js';
import { type AbortingDeadline, DeadlineExceeded } from '../lib/deadline.js';
import { LEFT_OVER, type Timekeeper } from '../lib/timekeeper.js';
import type { LookupTurns } from './api-gate.js';

interface HedgeParts {
  timekeeper: Timekeeper;
  budget: Pick<LookupTurns, 'takeSpare'>;
}

/** A request is late once it takes longer than this share of the last full batch of those that brought an event. */
const LATE_ABOVE = 0.95;
const BATCH = 200;

/**
 * One second request for so many events that arrive, and the number of events that are saved up. When the API is slow,
 * all requests are late, and more of them are no help. Made-up IDs bring no event.
 */
const EVENTS_EACH = 20;
const MAX_SAVED = 200;

const MAX_UNDER_WAY = 32;

type SendRequest<T> = (signal: CancelSignal) => Promise<T>;

/** Makes a request that is late a second time, at most once for each lookup; the event that comes first counts. */
export class Hedge {
  readonly #parts: HedgeParts;
  readonly #hedged = new WeakSet<AbortingDeadline>();
  #waitsMs: number[] = [];
  #lateAfterMs: number | undefined;
  #saved = 0;
  #underWay = 0;

  constructor(parts: HedgeParts) {
    this.#parts = parts;
  }

  /** Rejects with the error of the first request, unless the second one brings the event. @param deadline The lookup's. */
  async run<T>(request: SendRequest<T>, deadline: AbortingDeadline): Promise<T> {
    const { now } = this.#parts.timekeeper;
    const lateAfterMs = this.#lateAfterMs;
    const startedAt = now();
    const event = await (lateAfterMs === undefined
      ? request(deadline.signal)
      : this.#race(request, deadline, lateAfterMs));
    this.#learn(now() - startedAt);
    return event;
  }

  async #race<T>(request: SendRequest<T>, deadline: AbortingDeadline, lateAfterMs: number): Promise<T> {
    const { signal } = deadline;
    const both = new Cancellation();
    const cancel = () => both.abort(signal.reason);
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    try {
      const first = request(both);
      const asksAgain = (await this.#isLate(first, lateAfterMs)) && this.#mayAskAgain(deadline);
      return await (asksAgain ? firstEvent(first, this.#second(request, both)) : first);
    } finally {
      signal.removeEventListener('abort', cancel);
      both.abort(LEFT_OVER);
    }
  }

  /** False if this process was held up: the answer may have arrived. */
  async #isLate(asked: Promise<unknown>, lateAfterMs: number): Promise<boolean> {
    try {
      await this.#parts.timekeeper.within(lateAfterMs, asked);
      return false;
    } catch (error) {
      return error instanceof DeadlineExceeded && !error.heldUp;
    }
  }

  /** From half of a lookup's time on, silence is in doubt, and a request is repeated for that reason. */
  #mayAskAgain(deadline: AbortingDeadline): boolean {
    if (this.#hedged.has(deadline) || deadline.elapsedMs() >= deadline.leftMs()) return false;
    if (this.#saved < EVENTS_EACH || this.#underWay >= MAX_UNDER_WAY) return false;
    this.#hedged.add(deadline);
    this.#saved -= EVENTS_EACH;
    return true;
  }

  async #second<T>(request: SendRequest<T>, both: CancelSignal): Promise<T> {
    this.#underWay++;
    try {
      await this.#parts.budget.takeSpare(0);
      if (both.aborted) throw both.reason;
      return await request(both);
    } finally {
      this.#underWay--;
    }
  }

  /** A wait that a second request cut short was late all the same. */
  #learn(waitMs: number): void {
    this.#saved = Math.min(MAX_SAVED, this.#saved + 1);
    if (this.#waitsMs.push(waitMs) < BATCH) return;
    this.#lateAfterMs = this.#waitsMs.sort((a, b) => a - b)[BATCH * LATE_ABOVE];
    this.#waitsMs = [];
  }
}

/** Settles as the first request does, unless the second one brings the event sooner. A second one that fails is ignored. */
function firstEvent<T>(first: Promise<T>, second: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    first.then(resolve, reject);
    second.then(resolve, () => undefined);
  });
}
