import type { DecisionRecord, Mode } from '@fingerprint-guard/core';
import { type ActionCounts, noActions } from '../judging/actions.js';
import { BoundedMap } from '../judging/bounded-map.js';
import { dayOf } from '../judging/days.js';
import { routeOf, weightOf } from '../judging/describe-record.js';
import { FrequentKeys } from '../judging/frequent-keys.js';

/** The number of matches of a rule at each level, and of the times it could not be judged. */
interface RuleCounts {
  deny: number;
  challenge: number;
  observe: number;
  unknown: number;
}

/** A report on the decisions of one policy. Counts are numbers of decisions. */
export interface PolicyReport {
  readonly policy: string;
  /** The modes that the policy had. */
  readonly modes: readonly Mode[];
  readonly decisions: number;
  readonly actions: ActionCounts;
  /** Requests that were blocked. */
  readonly blocked: number;
  /** Requests in mode `monitor` that `enforce` would have blocked. */
  readonly wouldBlock: number;
  /** Decisions that no route required: they block nothing. */
  readonly attached: number;
  /** By rule, the most frequent first. */
  readonly rules: readonly ({ readonly rule: string } & RuleCounts)[];
  readonly routes: readonly ({ readonly route: string } & ActionCounts)[];
  /** By day, in UTC. */
  readonly days: readonly ({ readonly day: string } & ActionCounts)[];
  /** Decisions that failed open, by cause. */
  readonly failedOpen: readonly { readonly cause: string; readonly decisions: number }[];
  /** The visitors that are challenged or denied most often. */
  readonly visitors: {
    /** False if there are so many that the counts are lower bounds. */
    readonly isExact: boolean;
    readonly top: readonly { readonly visitorId: string; readonly decisions: number }[];
  };
  /** The conclusions of shadow policies, by the action of this policy. */
  readonly shadows: readonly {
    readonly policy: string;
    readonly actions: Record<keyof ActionCounts, ActionCounts>;
  }[];
}

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
const MAX_RULES = 2_000;
const MAX_ROUTES = 1_000;
const MAX_DAYS = 4_000;
const TOP_VISITORS = 10;

/** Counts decisions as they were made. Its size does not grow with their number. */
export class ReportTally {
  readonly #policies = new BoundedMap(MAX_POLICIES, () => new PolicyTally());
  #decisions = 0;
  #records = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  add(record: DecisionRecord): void {
    const weight = weightOf(record);
    this.#records++;
    this.#decisions += weight;
    this.#from = Math.min(this.#from, record.at);
    this.#to = Math.max(this.#to, record.at);
    this.#policies.at(record.policy).add(record, weight);
  }

  result(): DecisionReport {
    return {
      decisions: this.#decisions,
      records: this.#records,
      ...(this.#records > 0 ? { from: this.#from, to: this.#to } : {}),
      policies: this.#policies
        .entries('other policies')
        .map(([policy, tally]) => tally.result(policy))
        .sort((one, other) => other.decisions - one.decisions || byName(one.policy, other.policy)),
    };
  }
}

class PolicyTally {
  readonly #modes = new Set<Mode>();
  readonly #actions = noActions();
  readonly #rules = new BoundedMap<RuleCounts>(MAX_RULES, () => ({
    deny: 0,
    challenge: 0,
    observe: 0,
    unknown: 0,
  }));
  readonly #routes = new BoundedMap(MAX_ROUTES, noActions);
  readonly #days = new BoundedMap(MAX_DAYS, noActions);
  readonly #failedOpen = new BoundedMap(MAX_RULES, () => ({ decisions: 0 }));
  readonly #visitors = new FrequentKeys();
  readonly #shadows = new BoundedMap(MAX_POLICIES, () => ({
    allow: noActions(),
    challenge: noActions(),
    deny: noActions(),
  }));
  #decisions = 0;
  #blocked = 0;
  #wouldBlock = 0;
  #attached = 0;

  add(record: DecisionRecord, weight: number): void {
    const { action, mode, required, blocked, signals, shadow } = record;
    this.#modes.add(mode);
    this.#decisions += weight;
    this.#actions[action] += weight;
    if (blocked) this.#blocked += weight;
    if (!required) this.#attached += weight;
    else if (mode === 'monitor' && action !== 'allow') this.#wouldBlock += weight;
    for (const { rule, level } of record.reasons) this.#rules.at(rule)[level] += weight;
    for (const { rule } of record.observed) this.#rules.at(rule).observe += weight;
    for (const rule of record.unknown) this.#rules.at(rule).unknown += weight;
    this.#routes.at(routeOf(record))[action] += weight;
    this.#days.at(dayOf(record.at))[action] += weight;
    if (record.failedOpen) this.#failedOpen.at(causeOf(record)).decisions += weight;
    if (action !== 'allow' && typeof signals.visitorId === 'string')
      this.#visitors.add(signals.visitorId, weight);
    const shadowed = shadow && this.#shadows.at(String(shadow.policy))[action];
    if (shadowed && shadow.action in shadowed) shadowed[shadow.action] += weight;
  }

  result(policy: string): PolicyReport {
    const top = this.#visitors.top(TOP_VISITORS);
    return {
      policy,
      modes: [...this.#modes],
      decisions: this.#decisions,
      actions: this.#actions,
      blocked: this.#blocked,
      wouldBlock: this.#wouldBlock,
      attached: this.#attached,
      rules: this.#rules
        .entries('other rules')
        .map(([rule, counts]) => ({ rule, ...counts }))
        .sort(
          (one, other) =>
            matches(other) - matches(one) || other.unknown - one.unknown || byName(one.rule, other.rule),
        ),
      routes: this.#routes
        .entries('other routes')
        .map(([route, counts]) => ({ route, ...counts }))
        .sort((one, other) => sum(other) - sum(one) || byName(one.route, other.route)),
      days: this.#days
        .entries('other days')
        .map(([day, counts]) => ({ day, ...counts }))
        .sort((one, other) => byName(one.day, other.day)),
      failedOpen: this.#failedOpen
        .entries('other causes')
        .map(([cause, { decisions }]) => ({ cause, decisions }))
        .sort((one, other) => other.decisions - one.decisions),
      visitors: {
        isExact: this.#visitors.isExact,
        top: top.map(({ key, count }) => ({ visitorId: key, decisions: count })),
      },
      shadows: this.#shadows.entries('other policies').map(([name, actions]) => ({ policy: name, actions })),
    };
  }
}

/** Returns the reason why a request was let in without its event, or without a claim of its id. */
function causeOf({ signals: { lookup, lookupCause, replayStore } }: DecisionRecord): string {
  if (lookupCause !== undefined) return String(lookupCause);
  if (replayStore === 'unavailable') return 'replay store';
  return lookup === undefined ? 'not known' : String(lookup);
}

const matches = ({ deny, challenge, observe }: RuleCounts): number => deny + challenge + observe;
const sum = ({ allow, challenge, deny }: ActionCounts): number => allow + challenge + deny;
const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
