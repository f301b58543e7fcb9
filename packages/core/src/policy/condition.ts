import { compileSignalPath } from '../signals/signal-path.js';
import { SIGNAL_NAMES, type SignalName } from '../signals/signals.js';
import { at, type Mistakes } from './mistakes.js';
import { didYouMean } from './nearest.js';
import { OPERATORS, type Operators, type Scalar } from './operators.js';
import type { Judge } from './rule.js';
import { allOf, anyOf, not } from './three-valued.js';

/**
 * A condition over signals: `{ signal: value }`, `{ signal: { gte: 15 } }`, `{ all }`, `{ any }` or `{ not }`.
 * Several keys mean all of them. **Three-valued**: on a missing signal it is unknown, and so is its `not`.
 */
export interface Condition {
  all?: readonly Condition[];
  any?: readonly Condition[];
  not?: Condition;
  /** A signal's name, or a path into the event such as `event.velocity.distinctIp.5m`. */
  [signal: string]: Scalar | Operators | Condition | readonly Condition[] | undefined;
}

/** A condition, compiled: how it judges, and what has to be known to judge it. */
export interface CompiledCondition {
  judge: Judge;
  reads: readonly (SignalName | 'event')[];
}

const never: CompiledCondition = { judge: () => undefined, reads: [] };

/** Compiles a condition; what is wrong with it goes to `mistakes`, with the path it stands at. */
export function compileCondition(condition: unknown, path: string, mistakes: Mistakes): CompiledCondition {
  if (condition === null || typeof condition !== 'object' || Array.isArray(condition)) {
    mistakes.add(path, 'expected a condition such as { incognito: true }');
    return never;
  }
  const entries = Object.entries(condition);
  if (entries.length === 0) mistakes.add(path, 'an empty condition says nothing');
  const parts = entries.map(([key, value]) => compileEntry(key, value, at(path, key), mistakes));
  return conjunction(parts);
}

function compileEntry(key: string, value: unknown, path: string, mistakes: Mistakes): CompiledCondition {
  if (key === 'all') return conjunction(compileList(value, path, mistakes));
  if (key === 'any') return disjunction(compileList(value, path, mistakes));
  if (key === 'not') {
    const { judge, reads } = compileCondition(value, path, mistakes);
    return { judge: (signals, event) => not(judge(signals, event)), reads };
  }
  return compileSignal(key, value, path, mistakes);
}

function compileList(value: unknown, path: string, mistakes: Mistakes): CompiledCondition[] {
  if (!Array.isArray(value) || value.length === 0) {
    mistakes.add(path, 'expected a list of conditions, with at least one');
    return [];
  }
  return value.map((item, index) => compileCondition(item, `${path}[${index}]`, mistakes));
}

function compileSignal(key: string, value: unknown, path: string, mistakes: Mistakes): CompiledCondition {
  const signal = compileSignalPath(key);
  if (signal === undefined) {
    mistakes.add(path, `unknown signal${didYouMean(key, [...SIGNAL_NAMES, 'all', 'any', 'not'])}`);
    return never;
  }
  const operators =
    value !== null && typeof value === 'object' && !Array.isArray(value) ? value : { eq: value };
  const entries = Object.entries(operators);
  if (entries.length === 0) mistakes.add(path, 'an empty comparison says nothing');

  const tests = entries.map(([name, operand]) => {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name as keyof Operators] : undefined;
    if (operator === undefined) {
      mistakes.add(at(path, name), `unknown operator${didYouMean(name, Object.keys(OPERATORS))}`);
      return () => false;
    }
    const mistake = operator.mistake(operand);
    if (mistake === undefined) return operator.compile(operand);
    mistakes.add(operators === value ? at(path, name) : path, mistake);
    return () => false;
  });
  return {
    judge: (signals, event) => {
      const actual = signal.read(signals, event);
      return actual === undefined ? undefined : allOf(tests.map((test) => test(actual)));
    },
    reads: [signal.reads],
  };
}

function conjunction(parts: readonly CompiledCondition[]): CompiledCondition {
  const [only, ...more] = parts;
  if (only && more.length === 0) return only;
  return {
    judge: (signals, event) => allOf(parts.map(({ judge }) => judge(signals, event))),
    reads: parts.flatMap(({ reads }) => reads),
  };
}

function disjunction(parts: readonly CompiledCondition[]): CompiledCondition {
  return {
    judge: (signals, event) => anyOf(parts.map(({ judge }) => judge(signals, event))),
    reads: parts.flatMap(({ reads }) => reads),
  };
}
