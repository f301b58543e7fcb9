/** Characters that control a terminal, end a line, or turn the direction of writing. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What a log says, without what would control a terminal: clients choose parts of it. */
export const printable = (text: string): string => text.replace(UNSAFE, '\ufffd');

/** A number of decisions, which may be estimated by a sample. */
export const count = (number: number): string => Math.round(number).toLocaleString('en');

/** A share of a whole, such as `2.5%`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const value = (100 * part) / whole;
  const digits = value === 0 || value === 100 || value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return `${value.toFixed(digits)}%`;
}

/** A number with its noun, such as `1 file` and `2 files`. */
export const counted = (number: number, noun: string): string =>
  `${count(number)} ${noun}${Math.round(number) === 1 ? '' : 's'}`;

/** A moment, in UTC: `2026-05-01 12:00`. */
export const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
