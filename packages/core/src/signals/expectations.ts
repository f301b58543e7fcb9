import { FingerprintError } from '../lib/errors.js';
import { compileSignalPath, type SignalPath } from './signal-path.js';

/** Expected of every event, whatever the account: without a time it would be fresh forever. */
export const TIME = 'event.timestamp';

/** A signal that every event of this account has. */
export interface Expectation {
  name: string;
  path: SignalPath;
}

/**
 * Compiles the guard's `expects`.
 * @throws FingerprintError `ERR_FP_OPTION` if a name is not a signal.
 */
export function readExpectations(names: readonly string[]): Expectation[] {
  return names.map((name, index) => {
    const path = compileSignalPath(name);
    if (path) return { name, path };
    throw new FingerprintError(
      'ERR_FP_OPTION',
      `expects[${index}]: neither a signal nor a path into the event`,
    );
  });
}
