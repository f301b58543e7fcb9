import type { Connection } from './connection.js';

/** An answer is late after twice the usual time, within these limits: well below half of a deadline. In ms. */
const MIN_LATE_MS = 100;
const MAX_LATE_MS = 500;

/** The usual time before any answer is known: from most places, the API answers in less. In ms. */
const USUAL_MS = 125;

/** A request that ends after this time without an answer was on a dead connection, or was not worth an answer. In ms. */
const DEAD_MS = 500;

/** The weight of the latest answer in the usual time of one. */
const WEIGHT = 1 / 16;

const ANY_TIME = Number.NEGATIVE_INFINITY;

interface Sent {
  /** Undefined once the request is over: the discarded tables of a map would keep it alive, and with it its answer. */
  request: { readonly isAnswered: boolean } | undefined;
  readonly at: number;
}

/**
 * Watches the requests on connections that were already open. A connection may die without a word, when a firewall
 * forgets it or the other side crashes; the others that were idle then may be dead as well.
 */
export class Silence {
  /** The requests on connections that are not free again; the earliest is first. */
  readonly #sent = new Map<Connection, Sent>();
  #usualMs: number | undefined;

  sent(connection: Connection, request: NonNullable<Sent['request']>): void {
    this.#sent.set(connection, { request, at: performance.now() });
  }

  answered(connection: Connection): void {
    const sent = this.#end(connection);
    if (sent === undefined) return;
    const tookMs = performance.now() - sent.at;
    const before = this.#usualMs ?? tookMs;
    this.#usualMs = before + (tookMs - before) * WEIGHT;
  }

  /**
   * Called when a connection is closed.
   * @returns The time from which on others must have shown that they are alive; if it was not silent, any time.
   */
  closed(connection: Connection): number {
    const sent = this.#end(connection);
    return sent && performance.now() - sent.at >= DEAD_MS ? sent.at : ANY_TIME;
  }

  /** The time from which on a connection must have shown that it is alive: that of the first request with a late answer. */
  get since(): number {
    const at = this.#earliestUnanswered;
    const lateMs = Math.min(MAX_LATE_MS, Math.max(MIN_LATE_MS, (this.#usualMs ?? USUAL_MS) * 2));
    return at !== undefined && performance.now() - at >= lateMs ? at : ANY_TIME;
  }

  #end(connection: Connection): Sent | undefined {
    const sent = this.#sent.get(connection);
    this.#sent.delete(connection);
    if (sent) sent.request = undefined;
    return sent;
  }

  /** A connection is free a little after the answer to its request. */
  get #earliestUnanswered(): number | undefined {
    for (const { request, at } of this.#sent.values()) if (request?.isAnswered === false) return at;
    return undefined;
  }
}
