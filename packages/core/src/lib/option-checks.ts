import { didYouMean } from './did-you-mean.js';
import { FingerprintError } from './errors.js';
import { isObject, isPlainObject } from './is-object.js';

/** Checks an option's value and returns what is wrong with it; undefined if nothing is. */
export type Check = (value: unknown) => string | undefined;

/**
 * Finds every issue in the form of options, each with its option's name. No message repeats a value, which may be a
 * secret.
 * @param example Valid options, for the message to a caller that passed none.
 * @throws FingerprintError `ERR_FP_OPTION` if there are no options at all.
 */
export function findIssues(
  options: unknown,
  known: Readonly<Record<string, Check>>,
  example: string,
): string[] {
  if (!isObject(options)) {
    throw new FingerprintError('ERR_FP_OPTION', `expected options such as ${example}`);
  }
  return Object.entries(options).flatMap(([name, value]) => {
    const check = Object.hasOwn(known, name) ? known[name] : undefined;
    const issue = value === undefined ? undefined : check ? check(value) : unknownOption(name);
    return issue === undefined ? [] : [`${name}: ${issue}`];
  });

  function unknownOption(name: string): string {
    return `unknown option${didYouMean(name, Object.keys(known))}`;
  }
}

/** @throws FingerprintError `ERR_FP_OPTION` that lists every issue; `issues` holds them one by one. */
export function throwIfAny(issues: readonly string[]): void {
  if (issues.length > 0) throw new FingerprintError('ERR_FP_OPTION', issues.join('\n'), { issues });
}

export function stringWithoutSpaces(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : 'expected a string without spaces';
}

export function oneOf(...values: string[]) {
  return (value: unknown) =>
    values.includes(value as string)
      ? undefined
      : `expected ${values.map((known) => `'${known}'`).join(' or ')}`;
}

export function httpUrl(value: unknown): string | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  return usable ? undefined : 'expected an http(s) URL without credentials, query or fragment';
}

export function anyObject(value: unknown): string | undefined {
  return isObject(value) ? undefined : 'expected an object';
}

/** Rejects objects that only look empty, such as a promise that was not awaited, or a Map. */
export function plainObject(value: unknown): string | undefined {
  return isPlainObject(value) ? undefined : 'expected an object';
}

export function strings(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? undefined
    : 'expected an array of strings';
}

/** The largest delay that a timer accepts. */
const MAX_MS = 2 ** 31 - 1;

export function milliseconds(value: unknown): string | undefined {
  const valid = typeof value === 'number' && value > 0 && value <= MAX_MS;
  return valid ? undefined : 'expected a number of milliseconds above 0';
}

/** Accepts an object of numbers, each at least its minimum. */
export function numbers(least: Readonly<Record<string, number>>) {
  return (value: unknown) => {
    const given = value as Record<string, unknown> | null;
    const names = Object.keys(least);
    const complete =
      given !== null && typeof given === 'object' && Object.keys(given).every((name) => name in least);
    const valid =
      complete && names.every((name) => typeof given[name] === 'number' && given[name] >= (least[name] ?? 0));
    return valid ? undefined : `expected { ${names.join(', ')} }, as numbers`;
  };
}

export function callable(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'expected a function';
}

export function withMethods(...names: string[]) {
  return (value: unknown) => {
    const object = value as Record<string, unknown> | null;
    const complete =
      object !== null &&
      typeof object === 'object' &&
      names.every((name) => typeof object[name] === 'function');
    return complete ? undefined : `expected an object with ${names.map((name) => `${name}()`).join(', ')}`;
  };
}
