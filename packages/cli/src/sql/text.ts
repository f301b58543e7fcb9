import { Inexpressible } from './inexpressible.js';

/** An unpaired surrogate, which JSON can contain, but no text of a database. */
const HALF = /\p{Cs}/u;

/** Characters that are invisible in a query, and that databases, editors and terminals may interpret. */
const UNSEEN = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/u;

/**
 * Splits a string into visible text and the code points of invisible characters.
 * @throws Inexpressible for an unpaired surrogate.
 */
export function textParts(text: string): readonly (string | number)[] {
  if (HALF.test(text)) throw new Inexpressible('it has half of a character, which no database has as text');
  return text
    .split(UNSEEN)
    .filter((part) => part !== '')
    .map((part) => (UNSEEN.test(part) ? (part.codePointAt(0) as number) : part));
}

/**
 * Quotes a string for the dialects with backslash escapes.
 * @param numbered Returns the escape for a code point.
 */
export const escaped = (text: string, numbered: (codePoint: number) => string): string => {
  const parts = textParts(text).map((part) =>
    typeof part === 'number' ? numbered(part) : part.replace(/[\\']/g, '\\$&'),
  );
  return `'${parts.join('')}'`;
};
