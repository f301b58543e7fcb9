/** The number of answers that may be overdue; at this number, Redis receives only an occasional command. */
const MAX_OVERDUE = 100;

/**
 * While too many answers are overdue, one command is sent per this period, to see whether Redis answers again. In ms.
 */
const PROBE_INTERVAL_MS = 1000;

/** Most clients settle a command within seconds after its connection is lost; some never do. In ms. */
const FORGET_AFTER_MS = 10_000;

/** A command that was sent, or may still be sent. */
export interface Sent {
  /** The time of sending, by the clock of its backlog, ms. */
  readonly at: number;
}

/**
 * Tracks the outstanding answers of one Redis. It bounds the commands that pile up in a client whose Redis does not
 * answer, but never stops them all for good: not every client settles every command that it lost.
 */
export class Backlog {
  readonly #now: () => number;
  /** The oldest first. */
  readonly #overdue = new Set<Sent>();
  #lastAt = 0;

  /** @param now A monotonic clock, ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Admits a command that may be sent now; undefined while too many answers are outstanding. */
  admit(): Sent | undefined {
    const at = this.#now();
    this.#drop((sent) => sent.at <= at - FORGET_AFTER_MS);
    if (this.#overdue.size >= MAX_OVERDUE && at - this.#lastAt < PROBE_INTERVAL_MS) return undefined;
    this.#lastAt = at;
    return { at };
  }

  /** Records that the answer to this command did not come in time. */
  overdue(sent: Sent): void {
    this.#overdue.add(sent);
  }

  /** Records that the command is settled, however late. */
  settled(sent: Sent): void {
    this.#overdue.delete(sent);
  }

  /** Redis answered in time. Answers come in order, so earlier commands are lost, or as good as lost. */
  answered(answered: Sent): void {
    this.#drop((sent) => sent.at < answered.at);
  }

  #drop(isGone: (sent: Sent) => boolean): void {
    for (const sent of this.#overdue) {
      if (!isGone(sent)) return;
      this.#overdue.delete(sent);
    }
  }
}
