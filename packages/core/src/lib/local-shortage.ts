/** Codes of an operating system that gives this process no more sockets, ports or memory for a connection. */
const SHORTAGES: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL']);

/**
 * True for an error that comes from a shortage in this process: nobody was asked, so it says nothing about the other
 * side, and clients can cause it with open connections alone. Causes and the errors of an `AggregateError` count.
 */
export function isLocalShortage(error: unknown): boolean {
  if (error === null || typeof error !== 'object') return false;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  return (
    SHORTAGES.has(code) || isLocalShortage(cause) || (Array.isArray(errors) && errors.some(isLocalShortage))
  );
}
