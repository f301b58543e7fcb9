import type { DecisionRecord } from '@fingerprint-guard/core';

/** Counts the records of one part of a log. */
export interface Tally<Part> {
  /** Counts a record; returns what is wrong with it, in words, if it cannot be judged. */
  add(record: DecisionRecord): string | undefined;
  /** The counts so far, as plain data that another thread can take. */
  readonly part: Part;
}
