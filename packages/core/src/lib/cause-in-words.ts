import { DeadlineExceeded } from './deadline.js';
import { isFingerprintError } from './errors.js';
import { isError } from './is-error.js';

/** The form that classes and codes of errors have, in Node, drivers and applications alike. */
const NAME = /^[A-Za-z_$][\w$.-]{0,63}$/;

/**
 * Says why something failed, without a secret, ID or address: the message of an error of this library; the class and
 * the code of any other error, because its message may contain what was requested.
 */
export function causeInWords(error: unknown): string {
  if (isFingerprintError(error) || error instanceof DeadlineExceeded) return error.message;
  if (!isError(error)) return `no error, but ${error === null ? 'null' : typeof error} was thrown`;
  const { name, code } = error as { name: unknown; code?: unknown };
  const words = [name, code].filter((word): word is string => typeof word === 'string' && NAME.test(word));
  return words.join(' ') || 'an error';
}
