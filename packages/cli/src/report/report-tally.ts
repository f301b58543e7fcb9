import type { DecisionRecord } from '@fingerprint-guard/core';
import { addCounts } from '../judging/add-counts.js';
import { BoundedMap, type BoundedMapPart } from '../judging/bounded-map.js';
import { byName } from '../judging/by-name.js';
import { weightOf } from '../judging/describe-record.js';
import { rounded } from '../judging/rounded.js';
import type { Tally } from '../judging/tally.js';
import { type PolicyPart, type PolicyReport, PolicyTally } from './policy-tally.js';

/** A report on past decisions. Plain data. */
export interface DecisionReport {
  readonly decisions: number;
  readonly records: number;
  /** The times of the first and the last decision, ms since 1970; undefined without decisions. */
  readonly from?: number;
  readonly to?: number;
  readonly policies: readonly PolicyReport[];
}

const MAX_POLICIES = 200;

/** The counts of one part of a log. Plain data. */
export interface ReportPart {
  readonly counts: { readonly decisions: number; readonly records: number };
  readonly from: number;
  readonly to: number;
  readonly policies: BoundedMapPart<PolicyPart>;
}

/** Counts decisions as they were made. Its size does not grow with their number. */
export class ReportTally implements Tally<ReportPart> {
  readonly #policies = new BoundedMap(MAX_POLICIES, () => new PolicyTally());
  readonly #counts = { decisions: 0, records: 0 };
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  add(record: DecisionRecord): void {
    const weight = weightOf(record);
    this.#counts.records++;
    this.#counts.decisions += weight;
    this.#from = Math.min(this.#from, record.at);
    this.#to = Math.max(this.#to, record.at);
    this.#policies.at(record.policy).add(record, weight);
  }

  get part(): ReportPart {
    return {
      counts: this.#counts,
      from: this.#from,
      to: this.#to,
      policies: this.#policies.partOf((tally) => tally.part),
    };
  }

  /** Adds the counts of the part of the log that follows. */
  merge({ counts, from, to, policies }: ReportPart): void {
    addCounts(this.#counts, counts);
    this.#from = Math.min(this.#from, from);
    this.#to = Math.max(this.#to, to);
    this.#policies.merge(policies, (tally, part) => tally.merge(part));
  }

  result(): DecisionReport {
    return {
      ...rounded(this.#counts),
      ...(this.#counts.records > 0 ? { from: this.#from, to: this.#to } : {}),
      policies: this.#policies
        .entries('other policies')
        .map(([policy, tally]) => tally.result(policy))
        .sort((one, other) => other.decisions - one.decisions || byName(one.policy, other.policy)),
    };
  }
}
