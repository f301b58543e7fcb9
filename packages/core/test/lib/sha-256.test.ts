import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../src/lib/sha-256.js';
import { anyCharacter } from '../support/any-character.js';

const expected = (text: string) => createHash('sha256').update(text).digest('hex');

test('the hash is SHA-256, at every length around its blocks', () => {
  for (let length = 0; length < 200; length++)
    expect(sha256('a'.repeat(length))).toBe(expected('a'.repeat(length)));
});

test('the hash is SHA-256, of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (text) => sha256(text) === expected(text)),
  );
});
