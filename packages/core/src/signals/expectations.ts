import { FingerprintError } from '../lib/errors.js';
import { compileSignalPath, type SignalPath } from './signal-path.js';

/** Expected of every event, whatever the account: without its time it would be fresh for ever. */
export const TIME = 'event.timestamp';

/** A signal that every event of this account has. */
export interface Expectation {
  name: string;
  path: SignalPath;
}

/**
 * Compiles the guard's `expects`.
 * @throws FingerprintError `ERR_FP_OPTION` when a name is no signal.
 */
export function readExpectations(names: readonly string[]): Expectation[] {
  return names.map((name, index) => {
    const path = compileSignalPath(name);
    if (path) return { name, path };
    throw new FingerprintError('ERR_FP_OPTION', `expects[${index}]: not a signal, nor a path into the event`);
  });
}
