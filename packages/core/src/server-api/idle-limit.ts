/** A connection that is closed sooner was not closed because it was idle. In ms. */
export const MIN_IDLE_MS = 1000;

/** A close, and what was learned from it, is forgotten after this time: the other side may have changed. In ms. */
const REMEMBERED_MS = 30 * 60_000;

/**
 * Timers are late and lines are slow: idle times that differ by no more than this come from the same time-out, and
 * connections are closed this long before it, so that a request sent just before still arrives in time. In ms.
 */
const marginMs = (idleMs: number): number => Math.max(500, idleMs / 10);

/**
 * Learns how long the other side keeps connections without a request. One close proves nothing, because a restart closes
 * all connections at once. If one that was opened later is closed after the same idle time, that is a time-out.
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

  /** The idle time after which to close a connection, ms: a little less than the other side's time-out, if known. */
  get ms(): number {
    const limitMs = this.#isRecent(this.#learned) ? this.#learned.limitMs : this.#maxMs;
    return Math.min(limitMs, this.#maxMs);
  }

  /** Called when the other side closes a connection. @param idleMs How long it had no request. */
  closed(openedAt: number, idleMs: number): void {
    // A shorter limit would open more connections than it saves.
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
