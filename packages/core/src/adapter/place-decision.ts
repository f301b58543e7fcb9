import type { Decision } from '../decision/decision.js';
import { FingerprintError } from '../lib/errors.js';

/**
 * Puts a decision at `fingerprint` of an object that handlers read, replacing whatever was there; `undefined` removes
 * it. It is defined, not assigned: another library may have left a getter there, or a setter that ignores the value.
 * @throws FingerprintError `ERR_FP_CONTEXT` if the property is locked, because handlers would mistake its value for a
 * decision, or if the holder is frozen or not an object.
 * @example
 * ```ts
 * import { placeDecision } from '@fingerprint-guard/core';
 *
 * app.use(async (req, _res, next) => {
 *   placeDecision(req, await guard.check(req, undefined, { claim: false, required: false, native: req }));
 *   next();
 * });
 * ```
 */
export function placeDecision(holder: object, decision: Decision | undefined): void {
  if (!isHolder(holder))
    throw new FingerprintError(
      'ERR_FP_CONTEXT',
      'the place for the decision is not an object, so handlers could not find it',
    );
  const place = { value: decision, writable: true, enumerable: true, configurable: true };
  if (Reflect.defineProperty(holder, 'fingerprint', place)) return;
  // Locked, but it may accept a value.
  Reflect.set(holder, 'fingerprint', decision);
  if ((holder as { fingerprint?: unknown }).fingerprint === decision) return;
  if (!Object.hasOwn(holder, 'fingerprint') && !Object.isExtensible(holder))
    throw new FingerprintError(
      'ERR_FP_CONTEXT',
      'the object that has to hold the decision is frozen: freeze it after the guard, or put a copy in its place',
    );
  throw new FingerprintError(
    'ERR_FP_CONTEXT',
    'another value holds the property fingerprint, the place of the decision, and cannot be replaced: define it as configurable, or under another name',
  );
}

const isHolder = (value: unknown): boolean =>
  typeof value === 'function' || (typeof value === 'object' && value !== null);
