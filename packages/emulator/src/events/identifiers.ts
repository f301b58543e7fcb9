import { createHash, randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Makes a new event ID: `<13 digits of milliseconds>.<6 random letters and digits>`. */
export function newEventId(at: number): string {
  const suffix = Array.from({ length: 6 }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return `${String(Math.max(0, at)).padStart(13, '0')}.${suffix.join('')}`;
}

/** Makes an ID of `length` letters and digits that is always the same for the same facts. */
export function stableId(facts: unknown, length: number): string {
  const digest = createHash('sha512').update(JSON.stringify(facts)).digest();
  return Array.from(digest.subarray(0, length), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

/** Makes a hash such as those among a device's raw attributes. */
export function stableHash(facts: unknown): string {
  return createHash('md5').update(JSON.stringify(facts)).digest('hex');
}
