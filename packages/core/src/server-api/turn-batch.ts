import { clearImmediate, setImmediate } from 'node:timers';

/**
 * Hands over what arrives during one turn of the event loop together, before the next timer. The promises that follow
 * then advance side by side: each step runs for all of them while its code is in the processor's caches, in place of
 * all steps for one after the other. That saves a quarter of a check's time at 50 in flight, and delays an answer only
 * by what this turn reads from other connections.
 */
export class TurnBatch {
  #arrived: (() => void)[] = [];
  #end: NodeJS.Immediate | undefined;

  /** @param handOver Must not throw. */
  add(handOver: () => void): void {
    this.#arrived.push(handOver);
    queueMicrotask(this.#comeLast);
  }

  /** Lets the connection of each arrival take its next request first: undici does so at the end of the turn, too. */
  #comeLast = (): void => {
    clearImmediate(this.#end);
    this.#end = setImmediate(this.#handOver);
  };

  #handOver = (): void => {
    for (const handOver of this.#arrived.splice(0)) handOver();
  };
}
