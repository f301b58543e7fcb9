import { FingerprintError, type FingerprintGuard, isFingerprintGuard } from '@fingerprint-guard/core/fetch';

/**
 * A guard, or a function that returns one, such as that of `shareGuard`. The function is called when a request arrives, not when
 * modules are loaded: `next build` loads them without keys.
 */
export type GuardSource = FingerprintGuard | (() => FingerprintGuard);

/**
 * Creates a function that returns the guard.
 * @param name The name of the function that received the source, for errors.
 * @throws FingerprintError `ERR_FP_OPTION` if there is no guard, now or when the function is called.
 */
export function readGuardSource(name: string, source: GuardSource): () => FingerprintGuard {
  const checked = (guard: unknown): FingerprintGuard => {
    if (isFingerprintGuard(guard)) return guard;
    throw new FingerprintError(
      'ERR_FP_OPTION',
      `${name}: expected a guard, or a function that returns one, as the first argument`,
    );
  };
  if (typeof source === 'function') return () => checked(source());
  const guard = checked(source);
  return () => guard;
}
