/**
 * The one error that this package throws: for an invalid option, scenario, override or fault, or for a port that
 * is not available. Its message says what to change and never contains a key.
 * @example
 * ```ts
 * import { EmulatorError, startEmulator } from '@fingerprint-guard/emulator';
 *
 * await startEmulator({ port: 4870 }).catch((error) => {
 *   if (error instanceof EmulatorError) console.error(error.message);
 *   else throw error;
 * });
 * ```
 */
export class EmulatorError extends Error {
  readonly code = 'ERR_FP_EMULATOR';
  override readonly name = 'EmulatorError';
}
