/** JavaScript's own errors for what a program does wrong. By name, as each realm has classes of its own. */
const MISTAKES: ReadonlySet<unknown> = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError']);

/** What Node and undici call a wrong argument, or a call that they do not have. */
const MISTAKEN_CODE = /^ERR_INVALID_|^UND_ERR_(INVALID_ARG|NOT_SUPPORTED)$/;

/**
 * True for an error that says that a program is wrong, ours, a library's or the application's, and not that something
 * failed which it depends on. `fetch` reports a failed connection as a `TypeError`, too: one with a cause, or with a code,
 * is judged by that.
 */
export function isProgrammingError(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { name, code, cause } = value as { name?: unknown; code?: unknown; cause?: unknown };
  if (typeof code === 'string') return MISTAKEN_CODE.test(code);
  return cause === undefined ? MISTAKES.has(name) : isProgrammingError(cause);
}
