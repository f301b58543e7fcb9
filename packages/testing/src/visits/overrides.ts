import { FingerprintError } from '@fingerprint-guard/core';

/** Fields of `T` at any depth; `undefined` removes one that may be absent. Arrays are replaced as a whole. */
export type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Name in keyof T]?: Overrides<T[Name]> }
    : T;

/** Lays overrides over a value, at any depth; neither is changed. */
export function overlay<T>(base: T, overrides: Overrides<NoInfer<T>>): T {
  if (!isPlain(base) || !isPlain(overrides)) return overrides as T;
  const laid = Object.entries(overrides).map(([name, value]) => [name, overlay(base[name], value)]);
  return { ...base, ...Object.fromEntries(laid) };
}

/**
 * Rejects a misspelt name, which would leave the visit honest and make its test meaningless.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function refuseUnknown(given: object, known: object, what: string): void {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length === 0) return;
  const names = Object.keys(known).join(', ');
  throw new FingerprintError('ERR_FP_OPTION', `${unknown.join(', ')}: no ${what}; there are ${names}`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
