/** More at once are never let in. */
const MAX_AT_ONCE = 1000;

/** What one that was left in the queue leaves of those that may be under way at once. */
const SHRINK = 0.5;

/** One request's place in a queue. */
export interface Place {
  /** The other side has begun with the request; not every side tells. */
  begins(): void;
  /** The other side has answered, however late. */
  answered(): void;
  /** Nobody waits for the answer any more. */
  leave(): void;
  /** Ends the wait, as its time is up; true if it was spent behind others of this process, and not with the other side. */
  gaveUpInQueue(): boolean;
}

interface Waiting {
  readonly number: number;
  /** Nobody came before who was not answered. */
  readonly isFirst: boolean;
  begun?: true;
  /** Another had begun meanwhile, or before. */
  othersBegan?: true;
  /** One that came before was answered meanwhile. */
  moves?: true;
}

/**
 * The requests under way to a side that may take only some at once: the rest wait in turn, out of sight, in a pool of
 * connections as a rule. Tells why one is not answered in time.
 *
 * Whoever comes first of all has the other side to itself. If that one is not answered, the side is silent, and is to blame for
 * all it does not answer until it answers in time again. Everybody else may have spent its time in the queue. That nobody at all
 * is answered is no proof: where each is given up as soon as its turn comes, no answer is waited for. So fewer are let in after
 * each that queued, until one is the first again.
 */
export class UnseenQueue {
  readonly #waiting = new Set<Waiting>();
  #entered = 0;
  #limit = MAX_AT_ONCE;
  #isSilent = false;

  /** True if another may be let in. @param underWay How many are. @defaultValue those that are waited for */
  hasRoom(underWay: number = this.#waiting.size): boolean {
    return this.#isSilent || underWay < this.#limit;
  }

  /** Takes the last place. */
  enter(): Place {
    const own: Waiting = { number: this.#entered++, isFirst: this.#waiting.size === 0 };
    if ([...this.#waiting].some(({ begun }) => begun)) own.othersBegan = true;
    this.#waiting.add(own);
    return {
      begins: () => this.#begins(own),
      answered: () => this.#answered(own),
      leave: () => void this.#waiting.delete(own),
      gaveUpInQueue: () => this.#gaveUpInQueue(own),
    };
  }

  #begins(own: Waiting): void {
    own.begun = true;
    for (const other of this.#waiting) if (other !== own) other.othersBegan = true;
  }

  #answered(own: Waiting): void {
    const isInTime = this.#waiting.delete(own);
    for (const other of this.#waiting) if (other.number > own.number) other.moves = true;
    if (!isInTime) return;
    this.#isSilent = false;
    this.#limit = Math.min(MAX_AT_ONCE, this.#limit + 1);
  }

  #gaveUpInQueue(own: Waiting): boolean {
    const underWay = this.#waiting.size;
    this.#waiting.delete(own);
    const hasQueued = this.#hasQueued(own);
    if (hasQueued) this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, underWay) * SHRINK));
    else this.#isSilent = true;
    return hasQueued;
  }

  #hasQueued({ isFirst, begun, othersBegan, moves }: Waiting): boolean {
    if (!begun && othersBegan) return true;
    return !this.#isSilent && (moves === true || !isFirst);
  }
}
