/** Where warnings go; `console` is one. */
export interface Logger {
  warn(message: string): void;
}

/** Warns of a cause, at most once a minute. */
export type Warn = (cause: string, message: string) => void;

const ONCE_EVERY_MS = 60_000;

/** Builds a `Warn` over a logger; a logger that throws never breaks a request. */
export function createWarn(logger: Logger | false, now: () => number): Warn {
  const lastWarned = new Map<string, number>();
  return (cause, message) => {
    const last = lastWarned.get(cause);
    if (!logger || (last !== undefined && now() - last < ONCE_EVERY_MS)) return;
    lastWarned.set(cause, now());
    try {
      logger.warn(`[fingerprint-guard] ${message}`);
    } catch {
      // What cannot be logged must not fail the request.
    }
  };
}
