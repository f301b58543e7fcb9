import fc from 'fast-check';

/** Of one, two, three, and four bytes in UTF-8; surrogates, which are no characters, are left out. */
const RANGES = [
  { min: 0, max: 0x7f },
  { min: 0x80, max: 0x7ff },
  { min: 0x800, max: 0xd7ff },
  { min: 0xe000, max: 0xffff },
  { min: 0x10000, max: 0x10ffff },
];

const codePoint = (text: unknown) => {
  const point = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (point === undefined || text !== String.fromCodePoint(point)) throw new TypeError('not one character');
  return point;
};

/**
 * Any character, as a unit of `fc.string`. The units `binary` and `grapheme` of fast-check make a table of every character there
 * is, anew in each test file: half a second and 60 MB.
 */
export const anyCharacter = fc
  .oneof(...RANGES.map((range) => fc.integer(range)))
  .map((point) => String.fromCodePoint(point), codePoint);
