import { Inexpressible } from './inexpressible.js';

/** Half of a character, which JSON knows and no text of a database. */
const HALF = /\p{Cs}/u;

/** Characters that nobody sees in a query, and that some databases, editors and terminals take for something else. */
const UNSEEN = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/u;

/**
 * Splits a string into what a query shows as it is and the characters that it has to name by their number.
 * @throws Inexpressible for what is no text.
 */
export function textParts(text: string): readonly (string | number)[] {
  if (HALF.test(text)) throw new Inexpressible('it has half of a character, which no database has as text');
  return text
    .split(UNSEEN)
    .filter((part) => part !== '')
    .map((part) => (UNSEEN.test(part) ? (part.codePointAt(0) as number) : part));
}

/**
 * A string as the dialects write it that know escapes.
 * @param numbered Writes a character by its number.
 */
export const escaped = (text: string, numbered: (codePoint: number) => string): string => {
  const parts = textParts(text).map((part) =>
    typeof part === 'number' ? numbered(part) : part.replace(/[\\']/g, '\\$&'),
  );
  return `'${parts.join('')}'`;
};
