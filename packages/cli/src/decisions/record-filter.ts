import type { DecisionRecord } from '@fingerprint-guard/core';

/** The decisions to count; an undefined field does not restrict them. */
export interface RecordFilter {
  /** The name of the policy that decided. */
  readonly onlyPolicy?: string | undefined;
  /** Only decisions that a route required. */
  readonly required?: boolean | undefined;
  /** The start of the period, inclusive; ms since 1970. */
  readonly sinceMs?: number | undefined;
  /** The end of the period, exclusive; ms since 1970. */
  readonly untilMs?: number | undefined;
}

/** True for records that pass a filter. */
export function passesFilter(
  {
    onlyPolicy,
    required,
    sinceMs = Number.NEGATIVE_INFINITY,
    untilMs = Number.POSITIVE_INFINITY,
  }: RecordFilter,
  record: DecisionRecord,
): boolean {
  return (
    (onlyPolicy === undefined || record.policy === onlyPolicy) &&
    (!required || record.required === true) &&
    record.at >= sinceMs &&
    record.at < untilMs
  );
}
