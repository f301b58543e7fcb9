import { didYouMean, didYouMeanOneOf } from '../lib/did-you-mean.js';
import { isObject } from '../lib/is-object.js';
import { compileSignalPath, SIGNAL_PATHS, type SignalPath } from '../signals/signal-path.js';
import { type Clause, comparisonInWords } from './clause.js';
import type { EventComparisons, SignalComparisons } from './comparison.js';
import { at, type Issues } from './issues.js';
import { OPERATORS, type Operators, type Scalar } from './operators.js';
import type { Judge } from './rule.js';
import { decided, not } from './three-valued.js';

/**
 * A condition over signals: `{ signal: value }`, `{ signal: { gte: 15 } }`, `{ all }`, `{ any }` or `{ not }`. If it
 * has several keys, all must hold.
 *
 * **Three-valued**: on a missing signal it is unknown, and so is its `not`. A rule whose condition is unknown does not
 * match.
 */
export interface Condition extends SignalComparisons, EventComparisons {
  /** All of these conditions hold. At least one must be listed. */
  all?: readonly Condition[];
  /** At least one of these conditions holds. At least one must be listed. */
  any?: readonly Condition[];
  /** This condition does not hold. If it is unknown, so is its opposite. */
  not?: Condition;
  /**
   * A signal's name, or a path into the event such as `event.tags.plan`. A name that does not exist is an error of
   * `definePolicy`, with the nearest name that does.
   */
  [signal: string]: Scalar | Operators | Condition | readonly Condition[] | undefined;
}

/** A compiled condition: how it judges, what it reads, and which comparisons explain its result. */
export interface CompiledCondition {
  judge: Judge;
  paths: readonly SignalPath[];
  /** The comparisons that explain the result. */
  because(...visit: Parameters<Judge>): Clause[];
}

/** The maximum nesting of conditions and policies: deeper nesting is an issue, and may be circular. */
export const MAX_DEPTH = 32;

const NEVER: CompiledCondition = { judge: () => undefined, paths: [], because: () => [] };

/** Compiles a condition; reports what is wrong with it to `issues`, with its path. */
export function compileCondition(
  condition: unknown,
  path: string,
  issues: Issues,
  depth = 0,
): CompiledCondition {
  if (!isObject(condition)) {
    issues.add(path, 'expected a condition such as { incognito: true }');
    return NEVER;
  }
  if (depth > MAX_DEPTH) {
    issues.add(path, `conditions nest at most ${MAX_DEPTH} deep`);
    return NEVER;
  }
  const entries = Object.entries(condition);
  if (entries.length === 0) issues.add(path, 'an empty condition says nothing');

  const listed = (value: unknown, listPath: string): CompiledCondition[] => {
    if (Array.isArray(value) && value.length > 0) {
      return value.map((item, index) => compileCondition(item, `${listPath}[${index}]`, issues, depth + 1));
    }
    issues.add(listPath, 'expected an array of at least one condition');
    return [];
  };
  const parts = entries.map(([key, value]) => {
    const keyPath = at(path, key);
    if (key === 'all') return combined(listed(value, keyPath), false);
    if (key === 'any') return combined(listed(value, keyPath), true);
    if (key === 'not') return negated(compileCondition(value, keyPath, issues, depth + 1));
    return compileComparison(key, value, keyPath, issues);
  });
  return combined(parts, false);
}

function compileComparison(key: string, value: unknown, path: string, issues: Issues): CompiledCondition {
  const signal = compileSignalPath(key);
  if (signal === undefined) {
    issues.add(path, `unknown signal${didYouMean(key, [...SIGNAL_PATHS, 'all', 'any', 'not'])}`);
    return NEVER;
  }
  if (signal.kind === 'list' || signal.kind === 'object') {
    issues.add(
      path,
      `a signal that is ${signal.kind === 'list' ? 'an array' : 'not a single value'} cannot be compared`,
    );
    return NEVER;
  }
  const given = isObject(value);
  const operators: [string, unknown][] = given ? Object.entries(value) : [['eq', value]];
  if (operators.length === 0) issues.add(path, 'an empty comparison says nothing');

  const tests = operators.map(([name, operand]) => {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name as keyof Operators] : undefined;
    const issue = operator
      ? operator.issue(operand, signal.kind)
      : `unknown operator${didYouMeanOneOf(name, Object.keys(OPERATORS))}`;
    if (issue !== undefined) issues.add(given ? at(path, name) : path, issue);
    return operator && issue === undefined ? operator.compile(operand) : () => undefined;
  });
  const judge: Judge = (signals, event) => {
    const actual = signal.read(signals, event);
    return actual === undefined ? undefined : decided(tests, false, (test) => test(actual));
  };
  const words = comparisonInWords(signal, operators);
  return {
    judge,
    paths: [signal],
    because: (signals, event) => {
      const actual = signal.read(signals, event);
      return [{ signal: signal.name, actual, text: words(actual, judge(signals, event) === true) }];
    },
  };
}

/** Combines parts with all or any: a single false decides all, a single true decides any. */
function combined(parts: readonly CompiledCondition[], decisive: boolean): CompiledCondition {
  const [only, ...more] = parts;
  if (only && more.length === 0) return only;
  const judge: Judge = (signals, event) => decided(parts, decisive, (part) => part.judge(signals, event));
  return {
    judge,
    paths: parts.flatMap(({ paths }) => paths),
    because: (signals, event) => {
      const truth = judge(signals, event);
      const agreeing = parts.filter((part) => part.judge(signals, event) === truth);
      return agreeing.flatMap((part) => part.because(signals, event));
    },
  };
}

function negated({ judge, ...condition }: CompiledCondition): CompiledCondition {
  return { ...condition, judge: (signals, event) => not(judge(signals, event)) };
}
