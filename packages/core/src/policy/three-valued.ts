/** True, false, or undefined: not known. */
export type Truth = boolean | undefined;

/** True when the value is above the bound; unknown when the value is. */
export const above = (value: number | undefined, max: number): Truth =>
  value === undefined ? undefined : value > max;

/** True when the value is below the bound; unknown when the value is. */
export const below = (value: number | undefined, min: number): Truth =>
  value === undefined ? undefined : value < min;

/** True when the value is this one; unknown when the value is. */
export const is = <T>(value: T | undefined, expected: T): Truth =>
  value === undefined ? undefined : value === expected;

/** True if one is true, else unknown if one is unknown, else false. */
export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

/** True if one is true, false if one is known, else unknown: for facts of which a generation or platform has some only. */
export function anyKnown(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(false) ? false : undefined;
}

/** False if one is false, else unknown if one is unknown, else true. */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** The opposite; unknown stays unknown. */
export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
