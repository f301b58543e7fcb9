/** Where warnings go; `console` is one. */
export interface Logger {
  /** Takes one line, without secrets, ids and addresses. */
  warn(message: string): void;
}

/** Warns of a cause, at most once a minute per cause. */
export type Warn = (cause: string, message: string) => void;

const ONCE_EVERY_MS = 60_000;

/** Warnings over a logger. A logger that throws never breaks a request. */
export class Warnings {
  readonly #logger: Logger | false;
  readonly #clock: () => number;
  readonly #lastWarned = new Map<string, number>();

  /** @param clock Monotonic clock, ms. */
  constructor(logger: Logger | false, clock: () => number) {
    this.#logger = logger;
    this.#clock = clock;
  }

  readonly warn: Warn = (cause, message) => {
    const last = this.#lastWarned.get(cause);
    if (!this.#logger || (last !== undefined && this.#clock() - last < ONCE_EVERY_MS)) return;
    this.#lastWarned.set(cause, this.#clock());
    try {
      this.#logger.warn(`[fingerprint-guard] ${message}`);
    } catch {
      // What cannot be logged must not fail the request.
    }
  };
}
