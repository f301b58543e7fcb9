/** Characters that control a terminal, end a line, or change the direction of writing; and unpaired surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Replaces unsafe characters in a value, also ends of lines. Clients choose parts of logs, and others choose names of
 * files.
 */
export const printable = (text: string): string => text.replace(UNSAFE, '\ufffd');

/** Replaces unsafe characters in lines of text; keeps tabs and ends of lines. */
export const printableLines = (text: string): string =>
  text.replace(/\r\n/g, '\n').replace(UNSAFE, (sign) => (sign === '\n' || sign === '\t' ? sign : '\ufffd'));

/** Escapes unsafe characters in JSON, which stays equal. */
export const printableJson = (json: string): string =>
  json.replace(UNSAFE, (sign) => (sign === '\n' ? sign : sign.split('').map(escapeOf).join('')));

const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Formats a number of decisions, which may be an estimate from a sample. */
export const count = (number: number): string => Math.round(number).toLocaleString('en');

/** Formats a share of a whole, such as `2.5%`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const value = (100 * part) / whole;
  const digits = value === 0 || value === 100 || value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return `${value.toFixed(digits)}%`;
}

/** Formats a number with its noun, such as `1 file` and `2 files`. */
export const counted = (number: number, noun: string): string =>
  `${count(number)} ${noun}${Math.round(number) === 1 ? '' : 's'}`;

/** Formats a time, in UTC: `2026-05-01 12:00`. */
export const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
