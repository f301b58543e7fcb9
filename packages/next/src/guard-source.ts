import { FingerprintError, type FingerprintGuard, isFingerprintGuard } from '@fingerprint-guard/core/fetch';

/**
 * A guard, or a function that returns one, such as that of `shareGuard`. A function is called with requests, and not when
 * modules are loaded: `next build` loads them, and has no keys.
 */
export type GuardSource = FingerprintGuard | (() => FingerprintGuard);

/**
 * Builds the function that returns the guard.
 * @param name The function that was given the source, for errors.
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
