/** Who is overtaken within this share of its wait was answered by nobody for the rest of it. */
const OVERTAKEN_SHARE = 0.25;

/** One request's place in a queue. */
export interface Place {
  /** The other side has begun with the request; not every side tells. */
  begins(): void;
  /** The other side has answered, however late. */
  answered(): void;
  /** Nobody waits for the answer any more. */
  leave(): void;
  /** True if the request has spent its time until now behind others of this process, and not with the other side. */
  hasQueued(): boolean;
  /** True if nobody was answered meanwhile. */
  isStuck(): boolean;
}

interface Waiting {
  readonly number: number;
  readonly since: number;
  begun?: true;
  /** One that came before was answered meanwhile. */
  moves?: true;
  /** One that came later was answered. */
  overtakenAt?: number;
  /** Another had begun meanwhile, or before. */
  othersBegan?: true;
}

/**
 * The requests under way to a side that may take only some at once: the rest wait in turn, out of sight, in a pool of
 * connections as a rule. Tells from what happens to the others why one is not answered. If those before it are answered
 * meanwhile, or the other side has begun with others alone, it is in the queue, which is this process's own doing. If nobody
 * is answered, or others who came later are, it is the other side's.
 */
export class UnseenQueue {
  readonly #waiting = new Set<Waiting>();
  #entered = 0;

  /** Takes the last place. */
  enter(): Place {
    const own: Waiting = { number: this.#entered++, since: performance.now() };
    if ([...this.#waiting].some(({ begun }) => begun)) own.othersBegan = true;
    this.#waiting.add(own);
    return {
      begins: () => this.#begins(own),
      answered: () => this.#answered(own),
      leave: () => void this.#waiting.delete(own),
      hasQueued: () => this.#hasQueued(own),
      isStuck: () => !own.moves && own.overtakenAt === undefined,
    };
  }

  #begins(own: Waiting): void {
    own.begun = true;
    for (const other of this.#waiting) if (other !== own) other.othersBegan = true;
  }

  #answered(own: Waiting): void {
    this.#waiting.delete(own);
    const now = performance.now();
    for (const other of this.#waiting) {
      if (other.number > own.number) other.moves = true;
      else other.overtakenAt ??= now;
    }
  }

  #hasQueued({ since, begun, moves, overtakenAt, othersBegan }: Waiting): boolean {
    if (!begun && othersBegan) return true;
    const endOfShare = since + (performance.now() - since) * OVERTAKEN_SHARE;
    const wasOvertaken = overtakenAt !== undefined && overtakenAt <= endOfShare;
    return moves === true && !wasOvertaken;
  }
}
