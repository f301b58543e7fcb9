/** JavaScript's own errors for bugs. By name, because each realm has its own classes. */
const MISTAKES: ReadonlySet<unknown> = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError']);

/** The codes of Node and undici for a wrong argument, or for a call that they do not have. */
const MISTAKEN_CODE = /^ERR_INVALID_|^UND_ERR_(INVALID_ARG|NOT_SUPPORTED)$/;

/**
 * True for an error that shows a bug (in this library, another one or the application), as opposed to a failure of a
 * dependency. `fetch` reports a failed connection as a `TypeError`, too: one with a cause, or with a code, is judged by
 * that.
 */
export function isProgrammingError(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { name, code, cause } = value as { name?: unknown; code?: unknown; cause?: unknown };
  if (typeof code === 'string') return MISTAKEN_CODE.test(code);
  return cause === undefined ? MISTAKES.has(name) : isProgrammingError(cause);
}
