/** The largest number that is ever let in at once. */
const MAX_AT_ONCE = 1000;

/** The limit after a request stayed in the queue, as a share of the requests under way. */
const SHRINK = 0.5;

/** One request's place in a queue. */
export interface Place {
  /** The other side has started on the request; not every side reports that. */
  begins(): void;
  /** The other side has answered, however late. */
  answered(): void;
  /** Nobody waits for the answer any longer. */
  leave(): void;
  /**
   * Ends the wait because its time is up; true if the time was spent behind other requests of this process, not with
   * the other side.
   */
  gaveUpInQueue(): boolean;
}

interface Waiting {
  readonly number: number;
  /** No earlier request was unanswered. */
  readonly isFirst: boolean;
  /** The other side had started on another before this one came. */
  readonly othersHadBegun: boolean;
  /** The number of requests that the other side had started on before. */
  readonly begunBefore: number;
  begun?: true;
  /** An earlier one was answered in the meantime. */
  moves?: true;
}

/**
 * The requests under way to another side that may accept only some at once: the rest wait in line, unseen, usually in a
 * pool of connections. Determines why a request is not answered in time.
 *
 * The first of all requests has the other side to itself. If it gets no answer, the other side is silent, and is to
 * blame for every unanswered request until it answers in time again. All other requests may have spent their time in
 * the queue. Even if none of them is answered, that proves nothing: each may have timed out just as its turn came. So
 * fewer are let in after each that queued, until one is the first again.
 *
 * Each step takes constant time, however many wait: none notifies all of them.
 */
export class UnseenQueue {
  readonly #waiting = new Set<Waiting>();
  /** The last request that came when none was waiting: of those that wait, only it can be the first. */
  #first: Waiting | undefined;
  #entered = 0;
  /** The number of requests that the other side has started on: in total, and of those that still wait. */
  #begun = 0;
  #begunWaiting = 0;
  #limit = MAX_AT_ONCE;
  #isSilent = false;

  /** True if another may be let in. @param underWay The number under way. @defaultValue those that still wait */
  hasRoom(underWay: number = this.#waiting.size): boolean {
    return this.#isSilent || underWay < this.#limit;
  }

  /** Takes the last place. */
  enter(): Place {
    const own: Waiting = {
      number: this.#entered++,
      isFirst: this.#waiting.size === 0,
      othersHadBegun: this.#begunWaiting > 0,
      begunBefore: this.#begun,
    };
    if (own.isFirst) this.#first = own;
    this.#waiting.add(own);
    return {
      begins: () => this.#begins(own),
      answered: () => this.#answered(own),
      leave: () => void this.#leave(own),
      gaveUpInQueue: () => this.#gaveUpInQueue(own),
    };
  }

  #begins(own: Waiting): void {
    if (!own.begun && this.#waiting.has(own)) this.#begunWaiting++;
    own.begun = true;
    this.#begun++;
  }

  /** True if it was still waiting. */
  #leave(own: Waiting): boolean {
    const waited = this.#waiting.delete(own);
    if (waited && own.begun) this.#begunWaiting--;
    return waited;
  }

  #answered(own: Waiting): void {
    const isInTime = this.#leave(own);
    if (this.#first && this.#first.number > own.number) this.#first.moves = true;
    if (!isInTime) return;
    this.#isSilent = false;
    this.#limit = Math.min(MAX_AT_ONCE, this.#limit + 1);
  }

  #gaveUpInQueue(own: Waiting): boolean {
    const underWay = this.#waiting.size;
    this.#leave(own);
    const hasQueued = this.#hasQueued(own);
    if (hasQueued) this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, underWay) * SHRINK));
    else this.#isSilent = true;
    return hasQueued;
  }

  #hasQueued({ isFirst, begun, othersHadBegun, begunBefore, moves }: Waiting): boolean {
    if (!begun && (othersHadBegun || this.#begun > begunBefore)) return true;
    return !this.#isSilent && (moves === true || !isFirst);
  }
}
