/** Where warnings go; `console` is one. */
export interface Logger {
  warn(message: string): void;
}

/** Warns of a cause, at most once a minute per cause. */
export type Warn = (cause: string, message: string) => void;

const ONCE_EVERY_MS = 60_000;

/** Warnings over a logger. A logger that throws never breaks a request. */
export class Warnings {
  readonly #logger: Logger | false;
  readonly #now: () => number;
  readonly #lastWarned = new Map<string, number>();

  constructor(logger: Logger | false, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  readonly warn: Warn = (cause, message) => {
    const last = this.#lastWarned.get(cause);
    if (!this.#logger || (last !== undefined && this.#now() - last < ONCE_EVERY_MS)) return;
    this.#lastWarned.set(cause, this.#now());
    try {
      this.#logger.warn(`[fingerprint-guard] ${message}`);
    } catch {
      // What cannot be logged must not fail the request.
    }
  };
}
