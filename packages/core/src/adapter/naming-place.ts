import { FingerprintError, isFingerprintError } from '../lib/errors.js';

/**
 * Reads something that an application configured at one place, such as a route; an error names that place.
 * @throws FingerprintError as `read` does.
 * @example
 * ```ts
 * import { definePolicy, namingPlace } from '@fingerprint-guard/core';
 *
 * // An issue of the policy reads "POST /login: …".
 * const policy = namingPlace('POST /login', () => definePolicy(login));
 * ```
 */
export function namingPlace<T>(place: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (place === undefined || !isFingerprintError(error)) throw error;
    const { code, message, issues } = error;
    throw new FingerprintError(code, `${place}: ${message}`, { issues, cause: error });
  }
}
