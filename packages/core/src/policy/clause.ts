import type { SignalPath } from '../signals/signal-path.js';
import { OPERATORS, type Operators, quoted } from './operators.js';

/** One comparison of a condition, with its result for a visit. */
export interface Clause {
  signal: string;
  actual: unknown;
  /** In words. A value that names or locates someone is only in `actual`. */
  text: string;
}

/** Builds the wording of how a signal compares with a rule's operand. */
export function comparisonInWords(
  { name, kind }: SignalPath,
  operators: readonly [string, unknown][],
): (actual: unknown, holds: boolean) => string {
  if (kind === 'private' || kind === 'open') {
    return (_actual, holds) => `${name} ${holds ? 'meets' : 'does not meet'} the rule's condition`;
  }
  const asked = operators.filter(([operator]) => operator !== 'eq') as [keyof Operators, unknown][];
  return (actual, holds) => {
    const seen = `${name} is ${quoted(actual)}`;
    if (!holds || asked.length === 0) return seen;
    return `${seen} (${asked.map(([operator, operand]) => OPERATORS[operator].words(operand)).join(', ')})`;
  };
}
