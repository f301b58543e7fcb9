import { didYouMean } from '../lib/did-you-mean.js';
import type { SignalPath } from '../signals/signal-path.js';
import type { Truth } from './three-valued.js';

/** A value that a signal can be compared with. */
export type Scalar = string | number | boolean;

/** Comparisons of one signal with values. If there are several, all must hold. */
export interface Equality<Value extends Scalar = Scalar> {
  /** The signal is this value; the same as the value in place of operators. */
  eq?: Value;
  /** The signal is known, and is not this value. */
  ne?: Value;
  /** The signal is one of these values. At least one must be listed. */
  in?: readonly Value[];
  /** The signal is known, and is none of these values. At least one must be listed. */
  notIn?: readonly Value[];
}

/** Every comparison of one signal. If there are several, all must hold. */
export interface Operators<Value extends Scalar = Scalar> extends Equality<Value> {
  /** The signal is above this number. */
  gt?: number;
  /** The signal is this number or above. */
  gte?: number;
  /** The signal is below this number. */
  lt?: number;
  /** The signal is this number or below. */
  lte?: number;
}

interface Operator {
  /** Returns what is wrong with an operand for a signal of this kind; undefined if nothing is. */
  issue(operand: unknown, kind: SignalPath['kind']): string | undefined;
  compile(operand: unknown): (actual: unknown) => Truth;
  /** Returns the comparison in words, to follow the signal's value. */
  words(operand: unknown): string;
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/**
 * Returns what is wrong with a value to compare a signal of this kind with: a value that the signal can never have
 * would never match.
 */
function scalarIssue(value: unknown, kind: SignalPath['kind']): string | undefined {
  if (kind === 'open') return isScalar(value) ? undefined : 'expected a string, a number or a boolean';
  if (kind === 'boolean') return typeof value === 'boolean' ? undefined : 'expected true or false';
  if (kind === 'number') return Number.isFinite(value) ? undefined : 'expected a number';
  if (typeof value !== 'string') return 'expected a string';
  if (typeof kind === 'string' || kind.includes(value)) return undefined;
  return `expected one of ${kind.map((text) => `'${text}'`).join(', ')}${didYouMean(value, kind)}`;
}

const equality = (truth: boolean): Operator => ({
  issue: scalarIssue,
  compile: (operand) => (actual) => (actual === operand) === truth,
  words: (operand) => (truth ? quoted(operand) : `not ${quoted(operand)}`),
});

/** Compares numbers; other values have no order, so the result is unknown. */
const ordering = (words: string, holds: (actual: number, bound: number) => boolean): Operator => ({
  issue: (operand, kind) => {
    if (kind !== 'number' && kind !== 'open') return 'only numbers can be compared by size';
    return Number.isFinite(operand) ? undefined : 'expected a number';
  },
  compile: (operand) => (actual) =>
    typeof actual === 'number' ? holds(actual, operand as number) : undefined,
  words: (operand) => `${words} ${operand}`,
});

const membership = (truth: boolean): Operator => ({
  issue: (operand, kind) => {
    if (!Array.isArray(operand) || operand.length === 0) return 'expected an array of at least one value';
    const issues = operand.map((value) => scalarIssue(value, kind));
    return issues.find((issue) => issue !== undefined);
  },
  compile: (operand) => {
    const values = new Set(operand as readonly unknown[]);
    return (actual) => values.has(actual) === truth;
  },
  words: (operand) =>
    `${truth ? 'one' : 'none'} of ${(operand as readonly unknown[]).map(quoted).join(', ')}`,
});

/** Formats a value for messages. */
export const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

/** Every operator of a condition. */
export const OPERATORS: Readonly<Record<keyof Operators, Operator>> = {
  eq: equality(true),
  ne: equality(false),
  gt: ordering('above', (actual, bound) => actual > bound),
  gte: ordering('at least', (actual, bound) => actual >= bound),
  lt: ordering('below', (actual, bound) => actual < bound),
  lte: ordering('at most', (actual, bound) => actual <= bound),
  in: membership(true),
  notIn: membership(false),
};
