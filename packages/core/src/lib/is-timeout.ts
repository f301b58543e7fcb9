import { isError } from './is-error.js';

const TIMEOUT = /time-?out|timed ?out/i;

/**
 * True for a time-out, whoever set the timer: by the name or code that clients give such errors, or by the message if
 * it has neither. Causes count.
 */
export function isTimeout(error: unknown): boolean {
  if (!isError(error)) return false;
  const { name, message, cause } = error;
  const code = 'code' in error ? String(error.code) : '';
  return [name, code, message].some((text) => TIMEOUT.test(text)) || isTimeout(cause);
}
