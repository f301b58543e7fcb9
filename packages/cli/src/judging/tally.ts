import type { DecisionRecord } from '@fingerprint-guard/core';

/** Counts the records of one part of a log. */
export interface Tally<Part> {
  add(record: DecisionRecord): void;
  /** The counts so far, as plain data that another thread can take. */
  readonly part: Part;
}
