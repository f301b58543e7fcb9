import type { Truth } from './three-valued.js';

/** A value a signal can be compared with. */
export type Scalar = string | number | boolean;

/** Comparisons of one signal; several mean all of them. */
export interface Operators {
  eq?: Scalar;
  ne?: Scalar;
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
  in?: readonly Scalar[];
  notIn?: readonly Scalar[];
}

interface Operator {
  /** What is wrong with an operand; undefined when nothing is. */
  mistake(operand: unknown): string | undefined;
  compile(operand: unknown): (actual: unknown) => Truth;
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

const equality = (truth: boolean): Operator => ({
  mistake: (operand) => (isScalar(operand) ? undefined : 'expected a text, a number or a boolean'),
  compile: (operand) => (actual) => (actual === operand) === truth,
});

/** Compares numbers; what is no number cannot be ordered, so the answer is not known. */
const ordering = (holds: (actual: number, bound: number) => boolean): Operator => ({
  mistake: (operand) =>
    typeof operand === 'number' && Number.isFinite(operand) ? undefined : 'expected a number',
  compile: (operand) => (actual) =>
    typeof actual === 'number' ? holds(actual, operand as number) : undefined,
});

const membership = (truth: boolean): Operator => ({
  mistake: (operand) =>
    Array.isArray(operand) && operand.length > 0 && operand.every(isScalar)
      ? undefined
      : 'expected a list of texts, numbers or booleans, with at least one',
  compile: (operand) => {
    const values = new Set(operand as readonly unknown[]);
    return (actual) => values.has(actual) === truth;
  },
});

/** Every operator of a condition. */
export const OPERATORS: Readonly<Record<keyof Operators, Operator>> = {
  eq: equality(true),
  ne: equality(false),
  gt: ordering((actual, bound) => actual > bound),
  gte: ordering((actual, bound) => actual >= bound),
  lt: ordering((actual, bound) => actual < bound),
  lte: ordering((actual, bound) => actual <= bound),
  in: membership(true),
  notIn: membership(false),
};
