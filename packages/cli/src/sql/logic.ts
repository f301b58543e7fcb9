/**
 * A three-valued truth as SQL: TRUE, FALSE, or NULL if it is unknown. AND, OR and NOT of SQL treat the three as rules
 * do; the exceptions are written out here.
 */
export type Truth = string;

export const TRUE: Truth = 'TRUE';
export const FALSE: Truth = 'FALSE';
export const UNKNOWN: Truth = 'NULL';

export const not = (truth: Truth): Truth => `(NOT ${truth})`;
export const all = (...truths: readonly Truth[]): Truth => joined(truths, 'AND', TRUE);
export const any = (...truths: readonly Truth[]): Truth => joined(truths, 'OR', FALSE);

/** Neutral operands are omitted. */
function joined(truths: readonly Truth[], operator: string, neutral: Truth): Truth {
  const telling = truths.filter((truth) => truth !== neutral);
  const [first = neutral, ...more] = telling;
  return more.length === 0 ? first : `(${telling.join(` ${operator} `)})`;
}

/** True only if it is known to be true: unknown counts as false. */
export const known = (truth: Truth): Truth => `COALESCE(${truth}, FALSE)`;

/** True also if it is unknown. */
export const knownOrNot = (truth: Truth): Truth => `COALESCE(${truth}, TRUE)`;

/** One truth or the other, by a condition that is always known. */
export const when = (condition: Truth, then: Truth, otherwise: Truth): Truth =>
  `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`;

/** True if one is true, else the first that is known. */
export const anyKnown = (...truths: readonly Truth[]): Truth => {
  const [first = UNKNOWN, ...more] = truths;
  if (more.length === 0) return first;
  return when(any(...truths.map(known)), TRUE, `COALESCE(${truths.join(', ')})`);
};
