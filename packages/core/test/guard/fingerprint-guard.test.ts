import { expect, test } from '@jest/globals';
import {
  createFingerprintGuard,
  defineFingerprintGuard,
  type FingerprintGuard,
  isFingerprintGuard,
} from '../../src/index.js';

const guard = createFingerprintGuard({ apiKey: 'key', logger: false });

test('a custom guard is a frozen copy of its parts, which adapters accept', () => {
  const parts: FingerprintGuard = { ...guard, doctor: () => [] };
  const own = defineFingerprintGuard(parts);
  expect([isFingerprintGuard(own), Object.isFrozen(own), own.doctor]).toEqual([true, true, parts.doctor]);
  expect([isFingerprintGuard(parts), Object.isFrozen(parts)]).toEqual([false, false]);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a policy', { rules: {} }],
  ['a name', 'login'],
  ['the parts of a guard', { ...guard }],
  ['what only inherits from a guard', Object.create(guard)],
])('%s is not a guard', (_what, value) => {
  expect(isFingerprintGuard(value)).toBe(false);
});

test('a guard is one, also of another copy of the library', () => {
  expect(isFingerprintGuard(guard)).toBe(true);
  const brand = Symbol.for('fingerprint-guard.guard');
  expect(isFingerprintGuard({ [brand]: true })).toBe(true);
});
