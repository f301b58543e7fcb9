/** A number that every dialect reads as a double, to its last digit: without an exponent, some read a decimal. */
export const numberLiteral = (value: number): string => {
  const text = String(value);
  return text.includes('e') ? text : `${text}e0`;
};
