import type { Connection } from './connection.js';

/** An answer is late after twice the usual time, within these limits: well below half of a deadline. In ms. */
const MIN_LATE_MS = 100;
const MAX_LATE_MS = 500;

/** A request that ends after this time without an answer was on a dead connection, or was not worth an answer. In ms. */
const DEAD_MS = 500;

/** The weight of the latest answer in the usual time of one. */
const WEIGHT = 1 / 16;

const ANY_TIME = Number.NEGATIVE_INFINITY;

/**
 * Watches the requests on connections that were already open. A connection may die without a word, when a firewall
 * forgets it or the other side crashes; the others that were idle then may be dead as well.
 */
export class Silence {
  /** The times at which requests were sent; the earliest is first. */
  readonly #sentAt = new Map<Connection, number>();
  #usualMs = 0;

  sent(connection: Connection): void {
    this.#sentAt.set(connection, performance.now());
  }

  answered(connection: Connection): void {
    const sentAt = this.#sentAt.get(connection);
    if (sentAt === undefined) return;
    this.#sentAt.delete(connection);
    this.#usualMs += (performance.now() - sentAt - this.#usualMs) * WEIGHT;
  }

  /**
   * Called when a connection is closed.
   * @returns The time from which on others must have shown that they are alive; if it was not silent, any time.
   */
  closed(connection: Connection): number {
    const sentAt = this.#sentAt.get(connection);
    this.#sentAt.delete(connection);
    return sentAt !== undefined && performance.now() - sentAt >= DEAD_MS ? sentAt : ANY_TIME;
  }

  /** The time from which on a connection must have shown that it is alive: that of the first request with a late answer. */
  get since(): number {
    const [sentAt] = this.#sentAt.values();
    const lateMs = Math.min(MAX_LATE_MS, Math.max(MIN_LATE_MS, this.#usualMs * 2));
    return sentAt !== undefined && performance.now() - sentAt >= lateMs ? sentAt : ANY_TIME;
  }
}
