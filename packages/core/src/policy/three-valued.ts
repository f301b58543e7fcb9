/** True, false, or undefined: not known. */
export type Truth = boolean | undefined;

/** True if the value is above the bound; unknown if the value is unknown. */
export const above = (value: number | undefined, max: number): Truth =>
  value === undefined ? undefined : value > max;

/** True if the value is below the bound; unknown if the value is unknown. */
export const below = (value: number | undefined, min: number): Truth =>
  value === undefined ? undefined : value < min;

/** True if the value is this one; unknown if the value is unknown. */
export const is = <T>(value: T | undefined, expected: T): Truth =>
  value === undefined ? undefined : value === expected;

/** True if the value is one of these, or no list is given; unknown if the value is unknown. */
export const isOneOf = <T>(value: T | undefined, list: readonly T[] | undefined): Truth =>
  list === undefined ? true : value === undefined ? undefined : list.includes(value);

/** False if one is false, else unknown if one is unknown, else true. */
export const and = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;

/** True if one is true, else whichever is known: for facts that only some generations or platforms have. */
export const orKnown = (a: Truth, b: Truth): Truth => (a === true || b === true ? true : (a ?? b));

/** The opposite; unknown stays unknown. */
export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** The decisive truth value if one item has it; else unknown if one is unknown; else the opposite. */
export function decided<T>(items: readonly T[], decisive: boolean, truthOf: (item: T) => Truth): Truth {
  let truth: Truth = !decisive;
  for (const item of items) {
    const one = truthOf(item);
    if (one === decisive) return decisive;
    if (one === undefined) truth = undefined;
  }
  return truth;
}

/**
 * True if one of these flags is true, else unknown if one is unknown, else false. Loops by index: an iterator would be
 * another object.
 */
export function anyOf<Name extends string>(
  names: readonly Name[],
  flags: { readonly [Flag in Name]?: Truth } | undefined,
): Truth {
  let truth: Truth = false;
  for (let index = 0; index < names.length; index++) {
    const flag = flags?.[names[index] as Name];
    if (flag === true) return true;
    if (flag === undefined) truth = undefined;
  }
  return truth;
}
