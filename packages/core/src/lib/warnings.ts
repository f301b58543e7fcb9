import { causeInWords } from './cause-in-words.js';
import { sectionOf } from './errors.js';

/** Where warnings go; `console` is one. */
export interface Logger {
  /** Takes one line, without secrets, ids and addresses. */
  warn(message: string): void;
  /** Told why a request was blocked, where the guard says so: see `debug`. */
  info?(message: string): void;
  /** The same, for a logger without `info`. */
  debug?(message: string): void;
}

/** What every line of this library begins with. */
export const LOG_PREFIX = '[fingerprint-guard]';

/**
 * Warns of a cause, at most once a minute per cause.
 * @param cause Names it; without a place to read on in the message, `docs/operate.md` has a section of that name.
 * @param error What was thrown, if something was. The message says its kind, and nothing that it holds.
 */
export type Warn = (cause: string, message: string, error?: unknown) => void;

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

  readonly warn: Warn = (cause, message, error) => {
    const last = this.#lastWarned.get(cause);
    if (!this.#logger || (last !== undefined && this.#clock() - last < ONCE_EVERY_MS)) return;
    this.#lastWarned.set(cause, this.#clock());
    const why = error === undefined ? '' : ` (${causeInWords(error)})`;
    const seeMore = message.includes('; see ') ? '' : `; see ${sectionOf('operate', cause)}`;
    try {
      this.#logger.warn(`${LOG_PREFIX} ${message}${why}${seeMore}`);
    } catch {
      // What cannot be logged must not fail the request.
    }
  };
}
