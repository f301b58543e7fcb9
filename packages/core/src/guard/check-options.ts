import { FingerprintError } from '../lib/errors.js';
import { requireObject } from '../request/request-shape.js';

const OBJECTS = ['native', 'context', 'claimant'] as const;
const FUNCTIONS = ['isGone', 'readBody', 'waitUntil'] as const;
/** Another value that counts as true or false, such as a promise that was not awaited, would make a check less strict. */
const BOOLEANS = ['claim', 'required', 'passChallenge'] as const;

/**
 * Checks the form of the options of a check.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function requireCheckOptions(options: unknown): void {
  requireObject(options, 'options of a check, such as { native }');
  const given = options as Readonly<Record<string, unknown>>;
  for (const name of OBJECTS)
    if (!isAbsent(given[name]) && !isReference(given[name])) throw unexpected(name, 'an object');
  for (const name of FUNCTIONS)
    if (!isAbsent(given[name]) && typeof given[name] !== 'function') throw unexpected(name, 'a function');
  for (const name of BOOLEANS)
    if (given[name] !== undefined && typeof given[name] !== 'boolean') throw unexpected(name, 'a boolean');
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

const isReference = (value: unknown): boolean => typeof value === 'object' || typeof value === 'function';

const unexpected = (name: string, expected: string): FingerprintError =>
  new FingerprintError('ERR_FP_OPTION', `${name}: expected ${expected}`);
