import { originOf } from '../request/origin.js';

/** One option of a rule: its default, how it reads in the documentation, and what is wrong with a value. */
export interface OptionSpec<T> {
  default: T;
  /** What the preset `strict` sets in place of the default. */
  strict?: T;
  /** How the documentation names possible values. */
  describe: string;
  /** What is wrong with a value; undefined when nothing is. */
  mistake(value: unknown): string | undefined;
}

/** The values of a rule's options, by the rule's specification. */
export type OptionsOf<Specs> = {
  readonly [K in keyof Specs]: Specs[K] extends OptionSpec<infer T> ? T : never;
};

interface NumberRange {
  min?: number;
  max?: number;
  strict?: number;
}

/** A number within a range, both ends included. */
export function numberOption(
  value: number,
  { min = 0, max = Number.MAX_SAFE_INTEGER, strict }: NumberRange = {},
): OptionSpec<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `a number from ${min}` : `a number from ${min} to ${max}`;
  return {
    default: value,
    ...(strict === undefined ? {} : { strict }),
    describe: range,
    mistake: (given) =>
      typeof given === 'number' && given >= min && given <= max ? undefined : `expected ${range}`,
  };
}

/** One of a few texts. */
export function choiceOption<const T extends string>(
  values: readonly T[],
  fallback: NoInfer<T>,
  strict?: NoInfer<T>,
): OptionSpec<T> {
  const { describe, mistake } = optionalChoice(values);
  return { default: fallback, ...(strict === undefined ? {} : { strict }), describe, mistake };
}

/** One of a few texts, or nothing. */
export function optionalChoice<const T extends string>(values: readonly T[]): OptionSpec<T | undefined> {
  const choices = values.map((value) => `'${value}'`).join(', ');
  return {
    default: undefined,
    describe: `one of ${choices}`,
    mistake: (given) =>
      (values as readonly unknown[]).includes(given) ? undefined : `expected one of ${choices}`,
  };
}

/** A list of some of a few texts, or nothing. */
export function choicesOption<const T extends string>(
  values: readonly T[],
): OptionSpec<readonly T[] | undefined> {
  const choices = values.map((value) => `'${value}'`).join(', ');
  return listOption(`some of ${choices}`, (item) => (values as readonly unknown[]).includes(item));
}

/** A list of some of a few texts. */
export function listOfChoices<const T extends string>(
  values: readonly T[],
  fallback: readonly NoInfer<T>[],
): OptionSpec<readonly T[]> {
  const { describe, mistake } = choicesOption(values);
  return { default: fallback, describe, mistake };
}

/** Limits by path: a count above its limit matches. */
export function limitsOption<const T extends string>(
  paths: readonly T[],
  fallback: { readonly [Path in NoInfer<T>]?: number },
): OptionSpec<{ readonly [Path in T]?: number }> {
  const isLimit = ([path, limit]: [string, unknown]) =>
    (paths as readonly string[]).includes(path) && typeof limit === 'number' && limit >= 0;
  const expected = `limits such as { '${paths[0]}': 5 }`;
  return {
    default: fallback,
    describe: expected,
    mistake: (given) => {
      const entries = given !== null && typeof given === 'object' ? Object.entries(given) : [];
      return entries.length > 0 && entries.every(isLimit) ? undefined : `expected ${expected}`;
    },
  };
}

/** A list of origins such as `https://shop.example`, or nothing. */
export function originsOption(): OptionSpec<readonly string[] | undefined> {
  return listOption(
    "origins such as 'https://shop.example'",
    (item) => typeof item === 'string' && originOf(item.replace('://*.', '://')) !== undefined,
  );
}

/** An id of the vendor's, or nothing: its characters and a bound on its length are checked, no more. */
export function idOption(): OptionSpec<string | undefined> {
  return {
    default: undefined,
    describe: 'an id',
    mistake: (given) =>
      typeof given === 'string' && /^[\w.-]{1,64}$/.test(given)
        ? undefined
        : "expected an id such as 'rs_b1k1blhqpOX3kU'",
  };
}

/** A list of texts of one kind, or nothing. */
export function listOption<T>(
  kind: string,
  isItem: (item: unknown) => boolean,
): OptionSpec<readonly T[] | undefined> {
  return {
    default: undefined,
    describe: `a list of ${kind}`,
    mistake: (given) =>
      Array.isArray(given) && given.length > 0 && given.every(isItem)
        ? undefined
        : `expected a list of ${kind}`,
  };
}
