/**
 * Writes a constant of a query. A number is written so that every dialect reads it as a double, to the last digit:
 * without an exponent, some read a decimal.
 * @param quoted Quotes a string in the dialect.
 */
export function literal(value: string | number | boolean, quoted: (text: string) => string): string {
  if (typeof value === 'string') return quoted(value);
  const text = String(value);
  if (typeof value === 'boolean') return text.toUpperCase();
  return text.includes('e') ? text : `${text}e0`;
}
