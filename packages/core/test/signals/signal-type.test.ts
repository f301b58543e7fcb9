import { expect, test } from '@jest/globals';
import { signalType } from '../../src/index.js';

test.each<[string, ReturnType<typeof signalType>]>([
  ['tor', 'boolean'],
  ['suspectScore', 'number'],
  ['lookup', 'string'],
  ['missingSignals', 'array'],
  ['event', 'object'],
  ['event.vpn', 'object'],
  ['event.tags.plan', 'any'],
])('%s is of the type %s', (path, type) => expect(signalType(path)).toBe(type));

test.each<unknown>([
  undefined,
  null,
  5,
  {},
  ['tor'],
  Symbol('tor'),
  { toString: 1 },
  '',
  'toString',
  'event.',
  'suspectSkore',
])('%p is not a signal', (path) => expect(signalType(path as string)).toBeUndefined());
