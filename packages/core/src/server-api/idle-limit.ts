/** A connection that is closed sooner was not closed because it was idle. In ms. */
export const MIN_IDLE_MS = 1000;

/** The time after which a close, and what it taught, is forgotten: the other side may have changed. In ms. */
const REMEMBERED_MS = 30 * 60_000;

/**
 * Idle times that differ by no more are the same time-out: timers are late and lines are slow. And the time by which a
 * connection is closed before the time-out, so that no request meets it on its way. In ms.
 */
const marginMs = (idleMs: number): number => Math.max(500, idleMs / 10);

/**
 * Learns how long the other side keeps connections without a request. A close alone proves nothing, because a restart
 * closes all connections at once; but if a connection that was opened after it is closed after the same idle time, this
 * is a time-out.
 */
export class IdleLimit {
  readonly #maxMs: number;
  readonly #now: () => number;
  #last: { readonly at: number; readonly idleMs: number } | undefined;
  #learned: { readonly at: number; readonly limitMs: number } | undefined;

  constructor(maxMs: number, now = () => performance.now()) {
    this.#maxMs = maxMs;
    this.#now = now;
  }

  /** The idle time after which a connection is to be closed, ms: a little less than that of the other side, if known. */
  get ms(): number {
    const limitMs = this.#isRecent(this.#learned) ? this.#learned.limitMs : this.#maxMs;
    return Math.min(limitMs, this.#maxMs);
  }

  /** To be called when the other side closes a connection. @param idleMs The time that it had been without a request. */
  closed(openedAt: number, idleMs: number): void {
    // A limit below the minimum would cost more connections than it saves.
    if (idleMs - marginMs(idleMs) < MIN_IDLE_MS) return;
    const at = this.#now();
    const last = this.#isRecent(this.#last) ? this.#last : undefined;
    if (last && Math.abs(last.idleMs - idleMs) <= marginMs(last.idleMs)) {
      if (openedAt < last.at) return;
      const timeoutMs = Math.min(last.idleMs, idleMs);
      this.#learned = { at, limitMs: timeoutMs - marginMs(timeoutMs) };
    }
    this.#last = { at, idleMs };
  }

  #isRecent<T extends { readonly at: number }>(noted: T | undefined): noted is T {
    return noted !== undefined && this.#now() - noted.at < REMEMBERED_MS;
  }
}
