/**
 * The one error this package throws: an option, a scenario, an override or a fault that makes no sense, or a
 * port that can't be had. Its message says what to change and never holds a key.
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
