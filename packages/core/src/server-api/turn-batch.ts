/** Those of the runtime, even where an application's tests replace them later. */
const { clearImmediate, queueMicrotask, setImmediate } = globalThis;

/**
 * Hands over what arrives during one turn of the event loop together: what comes from sockets, before the next timer.
 * The promises that follow then advance side by side: each step runs for all of them while its code is in the
 * processor's caches, instead of all steps for one and then all for the next. An arrival is delayed by what this turn
 * reads from other connections, and by the immediates that wait already, the application's included.
 */
export class TurnBatch {
  #arrived: (() => void)[] = [];
  #end: NodeJS.Immediate | undefined;
  /** The immediates of this turn have begun, and the end is among them. */
  #isDue = false;

  /** @param handOver Must not throw. */
  add(handOver: () => void): void {
    if (this.#arrived.push(handOver) === 1) setImmediate(this.#becomeDue);
    // undici schedules an immediate right after it passes on the end of an answer, and gives the connection its next
    // request there: that comes first.
    queueMicrotask(this.#comeLast);
  }

  #becomeDue = (): void => {
    this.#isDue = true;
  };

  /** Moves the end behind all immediates of this turn, but never to another turn: arrivals there could move it on and on. */
  #comeLast = (): void => {
    if (this.#isDue && this.#end) return;
    clearImmediate(this.#end);
    this.#end = setImmediate(this.#handOver);
  };

  #handOver = (): void => {
    this.#end = undefined;
    this.#isDue = false;
    for (const handOver of this.#arrived.splice(0)) handOver();
  };
}
