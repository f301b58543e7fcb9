import type { DecisionRow } from './decision-row.js';

/** The maximum number of open streams; browsers reconnect by themselves. */
const MAX_STREAMS = 100;

/** A client that is this many decisions behind is asleep; when it wakes up, it loads all of them anyway. */
const MAX_BEHIND = 1000;

/** The interval of heartbeats, in ms: proxies close connections that are silent for a minute. */
const HEARTBEAT_MS = 15_000;

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** Sends each decision to all watching clients, as server-sent events. */
export class DecisionStreams {
  readonly #watching = new Set<Controller>();
  readonly #encoder = new TextEncoder();
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  /** True if no more clients can watch. */
  get full(): boolean {
    return this.#watching.size >= MAX_STREAMS;
  }

  /** True if a client watches. */
  get watched(): boolean {
    return this.#watching.size > 0;
  }

  /** Opens a stream for one client; the first event confirms that the client will miss nothing from then on. */
  open(hello: object): ReadableStream<Uint8Array> {
    let own: Controller;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          own = controller;
          this.#watching.add(controller);
          this.#heartbeat ??= this.#startHeartbeat();
          controller.enqueue(this.#encode('hello', hello));
        },
        cancel: () => this.#forget(own),
      },
      new CountQueuingStrategy({ highWaterMark: MAX_BEHIND }),
    );
  }

  send(row: DecisionRow): void {
    if (this.#watching.size > 0) this.#enqueue(this.#encode('decision', row));
  }

  /** Ends every stream. */
  close(): void {
    for (const controller of this.#watching) this.#end(controller);
  }

  #enqueue(bytes: Uint8Array): void {
    for (const controller of this.#watching) {
      if ((controller.desiredSize ?? 0) > 0) controller.enqueue(bytes);
      else this.#end(controller);
    }
  }

  #end(controller: Controller): void {
    this.#forget(controller);
    controller.close();
  }

  #forget(controller: Controller): void {
    this.#watching.delete(controller);
    if (this.#watching.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  #startHeartbeat(): ReturnType<typeof setInterval> {
    const timer = setInterval(() => this.#enqueue(this.#encoder.encode(':\n\n')), HEARTBEAT_MS);
    timer.unref?.();
    return timer;
  }

  /** JSON contains no line breaks. */
  #encode(event: string, data: object): Uint8Array {
    return this.#encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
