import { didYouMean } from '../lib/did-you-mean.js';
import { isObject } from '../lib/is-object.js';
import type { Issues } from './issues.js';

/** A JSON Schema, draft 07. @internal */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One option of a rule: its default, its documentation and its check. */
export interface OptionSpec<T> {
  default: T;
  /** The value that the preset `strict` sets in place of the default. */
  strict?: T;
  /** The possible values in words, with their unit, for the documentation. */
  describe: string;
  /** The possible values as a schema, for editors. */
  schema: JsonSchema;
  /** True if a value lets more requests pass than another one; absent if neither is stricter. */
  isLooser?(value: T, than: T): boolean;
  /** Reports what is wrong with a value to `issues`, with its path. */
  check(value: unknown, path: string, issues: Issues): void;
}

/** The values of a rule's options, by the rule's specification. */
export type OptionsOf<Specs> = {
  readonly [K in keyof Specs]: Specs[K] extends OptionSpec<infer T> ? T : never;
};

interface NumberRange {
  min?: number;
  max?: number;
  strict?: number;
  /** The numbers that let more requests pass. @defaultValue `'higher'`, as for a maximum */
  looser?: 'higher' | 'lower';
  /** The unit of the number, in the plural, such as `ms`; absent for a score. */
  unit?: string;
}

/** A number within a range, both ends included. */
export function numberOption(
  value: number,
  { min = 0, max = Number.MAX_SAFE_INTEGER, strict, looser = 'higher', unit }: NumberRange = {},
): OptionSpec<number> {
  const bounded = max !== Number.MAX_SAFE_INTEGER;
  const describe = `a number${unit ? ` of ${unit}` : ''} from ${min}${bounded ? ` to ${max}` : ''}`;
  return {
    default: value,
    ...(strict === undefined ? {} : { strict }),
    describe,
    schema: { type: 'number', minimum: min, ...(bounded ? { maximum: max } : {}) },
    isLooser: (value, than) => (looser === 'higher' ? value > than : value < than),
    check(given, path, issues) {
      const valid = typeof given === 'number' && given >= min && given <= max;
      if (!valid) issues.add(path, `expected ${describe}`);
    },
  };
}

/** A string, or nothing. */
export function stringOption(): OptionSpec<string | undefined> {
  return {
    default: undefined,
    describe: 'a string',
    schema: { type: 'string', minLength: 1 },
    check(given, path, issues) {
      if (typeof given !== 'string' || given === '') issues.add(path, 'expected a string');
    },
  };
}

/** One of the given strings, the strictest first. */
export function choiceOption<const T extends string>(
  values: readonly T[],
  fallback: NoInfer<T>,
  strict?: NoInfer<T>,
): OptionSpec<T> {
  const { describe, schema, check } = optionalChoice(values);
  return {
    default: fallback,
    ...(strict === undefined ? {} : { strict }),
    describe,
    schema,
    isLooser: (value, than) => values.indexOf(value) > values.indexOf(than),
    check,
  };
}

/** One of the given strings, or nothing. */
export function optionalChoice<const T extends string>(values: readonly T[]): OptionSpec<T | undefined> {
  const choices = values.map((value) => `'${value}'`).join(', ');
  const describe = values.length === 1 ? choices : `one of ${choices}`;
  return {
    default: undefined,
    describe,
    schema: { enum: values },
    check(given, path, issues) {
      if ((values as readonly unknown[]).includes(given)) return;
      issues.add(path, `expected ${describe}${didYouMean(given, values)}`);
    },
  };
}

/** Limits by path: a count above its limit matches. */
export function limitsOption<const T extends string>(
  paths: readonly T[],
  fallback: { readonly [Path in NoInfer<T>]?: number },
): OptionSpec<{ readonly [Path in T]?: number }> {
  const limit = numberOption(0);
  const describe = `limits such as { '${paths[0]}': 5 }`;
  return {
    default: fallback,
    describe,
    schema: {
      type: 'object',
      minProperties: 1,
      properties: Object.fromEntries(paths.map((path) => [path, limit.schema])),
      additionalProperties: false,
    },
    isLooser: (value, than) =>
      paths.some(
        (path) => (value[path] ?? Number.POSITIVE_INFINITY) > (than[path] ?? Number.POSITIVE_INFINITY),
      ),
    check(given, path, issues) {
      const entries = isObject(given) ? Object.entries(given) : [];
      if (entries.length === 0) issues.add(path, `expected ${describe}`);
      for (const [name, value] of entries) {
        if ((paths as readonly string[]).includes(name)) limit.check(value, `${path}.${name}`, issues);
        else issues.add(`${path}.${name}`, `unknown count${didYouMean(name, paths)}`);
      }
    },
  };
}

/** An ID that the vendor assigned, or nothing: only its characters and its maximum length are checked. */
export function idOption(): OptionSpec<string | undefined> {
  const form = /^[\w.-]{1,64}$/;
  return {
    default: undefined,
    describe: 'an ID',
    schema: { type: 'string', pattern: form.source },
    check(given, path, issues) {
      const valid = typeof given === 'string' && form.test(given);
      if (!valid) issues.add(path, "expected an ID such as 'rs_b1k1blhqpOX3kU'");
    },
  };
}
