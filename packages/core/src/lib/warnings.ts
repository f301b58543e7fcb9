import { causeInWords } from './cause-in-words.js';
import { sectionOf } from './errors.js';

/** The receiver of warnings, such as `console`. */
export interface Logger {
  /** Receives one line, without secrets, IDs and addresses. */
  warn(message: string): void;
  /** Receives the reason why a request was blocked, if the guard logs it: see `debug`. */
  info?(message: string): void;
  /** Receives that reason if there is no `info`. */
  debug?(message: string): void;
}

/** The beginning of every line that this library logs. */
export const LOG_PREFIX = '[fingerprint-guard]';

/**
 * Logs a warning about a cause, at most once a minute per cause.
 * @param cause The name of the cause; unless the message refers to a document itself, `docs/operate.md` has a section
 * of that name.
 * @param error The error that was thrown, if any. The log names its kind, and nothing that it contains.
 */
export type Warn = (cause: string, message: string, error?: unknown) => void;

const ONCE_EVERY_MS = 60_000;

/** Logs warnings through a logger. A logger that throws never breaks a request. */
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
      // A logger that fails must not fail the request.
    }
  };
}
