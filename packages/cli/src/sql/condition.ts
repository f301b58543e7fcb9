import type { Condition, Operators, Scalar } from '@fingerprint-guard/core';
import type { Facts } from './facts.js';
import { all, any, not, type Truth } from './logic.js';

/** The operators that compare numbers. */
const ORDERS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** Writes the condition of a custom rule, which must be valid. */
export function conditionSql(condition: Condition, facts: Facts): Truth {
  const parts = Object.entries(condition).map(([key, value]) => {
    const conditions = () => (value as readonly Condition[]).map((part) => conditionSql(part, facts));
    if (key === 'all') return all(...conditions());
    if (key === 'any') return any(...conditions());
    if (key === 'not') return not(conditionSql(value as Condition, facts));
    return comparisonSql(key, value as Scalar | Operators, facts);
  });
  return all(...parts);
}

function comparisonSql(path: string, given: Scalar | Operators, facts: Facts): Truth {
  const operators: Operators = typeof given === 'object' ? given : { eq: given };
  const tests = Object.entries(operators).map(([name, operand]) => {
    if (name === 'eq') return facts.isOneOf(path, [operand]);
    if (name === 'ne') return not(facts.isOneOf(path, [operand]));
    if (name === 'in') return facts.isOneOf(path, operand);
    if (name === 'notIn') return not(facts.isOneOf(path, operand));
    return facts.compare(path, ORDERS[name as keyof typeof ORDERS], operand);
  });
  return all(...tests);
}
