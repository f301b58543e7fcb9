import { DeadlineExceeded } from './deadline.js';
import { isFingerprintError } from './errors.js';

/** What classes and codes of errors are called, by Node, drivers and applications alike. */
const NAME = /^[A-Za-z_$][\w$.-]{0,63}$/;

/**
 * Why something failed, in words that hold no secret, id or address: this library's own errors by their message, any other
 * by its class and its code, as its message may hold whatever was asked for.
 */
export function causeInWords(error: unknown): string {
  if (isFingerprintError(error) || error instanceof DeadlineExceeded) return error.message;
  if (!(error instanceof Error)) return `no error, but ${error === null ? 'null' : typeof error} was thrown`;
  const { name, code } = error as { name: unknown; code?: unknown };
  const words = [name, code].filter((word): word is string => typeof word === 'string' && NAME.test(word));
  return words.join(' ') || 'an error';
}
