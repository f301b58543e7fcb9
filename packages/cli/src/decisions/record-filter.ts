import type { DecisionRecord } from '@fingerprint-guard/core';

/** Which decisions count; what is not set does not restrict them. */
export interface RecordFilter {
  /** The name of the policy that decided. */
  readonly onlyPolicy?: string | undefined;
  /** Only decisions that a route required. */
  readonly required?: boolean | undefined;
  /** The first moment; ms since 1970. */
  readonly sinceMs?: number | undefined;
  /** The first moment that no longer counts; ms since 1970. */
  readonly untilMs?: number | undefined;
}

/** True of the records that a filter lets through. */
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
