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

/** True when the value is one of these, or no list is given; unknown when the value is. */
export const isOneOf = <T>(value: T | undefined, list: readonly T[] | undefined): Truth =>
  list === undefined ? true : value === undefined ? undefined : list.includes(value);

/** False if one is false, else unknown if one is unknown, else true. */
export const and = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;

/** True if one is true, else whichever is known: for facts of which a generation or platform has some only. */
export const orKnown = (a: Truth, b: Truth): Truth => (a === true || b === true ? true : (a ?? b));

/** The opposite; unknown stays unknown. */
export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** The truth that decides alone, if one item has it; else unknown if one is unknown; else the opposite. */
export function decided<T>(items: readonly T[], decisive: boolean, truthOf: (item: T) => Truth): Truth {
  let truth: Truth = !decisive;
  for (const item of items) {
    const one = truthOf(item);
    if (one === decisive) return decisive;
    if (one === undefined) truth = undefined;
  }
  return truth;
}

/** True if one of these flags is, else unknown if one is unknown, else false. Counts by index: an iterator is an object. */
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
