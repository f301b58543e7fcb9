/**
 * A constant of a query. A number is one that every dialect reads as a double, to its last digit: without an exponent,
 * some read a decimal.
 * @param quoted How the dialect writes a string.
 */
export function literal(value: string | number | boolean, quoted: (text: string) => string): string {
  if (typeof value === 'string') return quoted(value);
  const text = String(value);
  if (typeof value === 'boolean') return text.toUpperCase();
  return text.includes('e') ? text : `${text}e0`;
}
