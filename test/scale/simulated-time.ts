import { setImmediate } from 'node:timers/promises';

interface Timer {
  /** Undefined once it is cleared, so that what it refers to can be collected. */
  run: (() => void) | undefined;
}

/**
 * The timers and the monotonic clock of a test, which move in steps when the test says so. Hundreds of thousands of
 * timers are cheap: they are in a list for each step.
 */
export class SimulatedTime {
  readonly #stepMs: number;
  #nowMs = 0;
  readonly #due = new Map<number, Timer[]>();

  /** The clock, which is cheaper to read here than as a global one. */
  readonly now = (): number => this.#nowMs;

  private constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /**
   * Runs a simulation with these timers and this clock in place of the global ones.
   * @param stepMs A power of two, so that steps add up.
   */
  static async run<T>(stepMs: number, simulation: (time: SimulatedTime) => Promise<T>): Promise<T> {
    const { performance, setTimeout, clearTimeout } = globalThis;
    const { stackTraceLimit } = Error;
    const time = new SimulatedTime(stepMs);
    // Refusals are errors, whose stacks would cost more than all the rest.
    Error.stackTraceLimit = 0;
    Object.assign(globalThis, {
      performance: { now: time.now },
      setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
        time.#set({ run: args.length > 0 ? () => run(...args) : run }, ms),
      clearTimeout(timer?: Timer) {
        if (timer) timer.run = undefined;
      },
    });
    try {
      return await simulation(time);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      Object.assign(globalThis, { performance, setTimeout, clearTimeout });
    }
  }

  /**
   * Lets this much time pass. A step in which nothing happens costs nothing.
   * @param begin Begins what is due in a step; true if anything was.
   */
  async pass(ms: number, begin: () => boolean): Promise<void> {
    for (const until = this.#nowMs + ms; this.#nowMs < until; ) {
      this.#nowMs += this.#stepMs;
      const timers = this.#due.get(this.#nowMs);
      this.#due.delete(this.#nowMs);
      for (const timer of timers ?? []) timer.run?.();
      // All promises that can settle have settled after this.
      if (begin() || timers) await setImmediate();
    }
  }

  #set(timer: Timer, ms: number): Timer {
    const at = this.#nowMs + Math.ceil(Math.max(1, ms) / this.#stepMs) * this.#stepMs;
    const timers = this.#due.get(at);
    if (timers) timers.push(timer);
    else this.#due.set(at, [timer]);
    return timer;
  }
}

export const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
