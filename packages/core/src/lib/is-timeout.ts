import { isError } from './is-error.js';

const TIMEOUT = /time-?out|timed ?out/i;

/**
 * True for an error of a timer, whoever set it: by the name or code that clients give theirs, or by the message if it
 * has neither. Causes count.
 */
export function isTimeout(error: unknown): boolean {
  if (!isError(error)) return false;
  const { name, message, cause } = error;
  const code = 'code' in error ? String(error.code) : '';
  return [name, code, message].some((text) => TIMEOUT.test(text)) || isTimeout(cause);
}
