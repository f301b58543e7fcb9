import type { DecisionRecord, Mode } from '@fingerprint-guard/core';
import { type ActionCounts, noActions } from '../judging/actions.js';
import { addCounts } from '../judging/add-counts.js';
import { BoundedMap, type BoundedMapPart } from '../judging/bounded-map.js';
import { byName } from '../judging/by-name.js';
import { dayOf } from '../judging/days.js';
import { routeOf } from '../judging/describe-record.js';
import { FrequentKeys, type FrequentKeysPart } from '../judging/frequent-keys.js';
import { rounded } from '../judging/rounded.js';

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

const MAX_RULES = 2_000;
const MAX_ROUTES = 1_000;
const MAX_DAYS = 4_000;
const MAX_SHADOWS = 200;
const TOP_VISITORS = 10;

/** The counts of one policy in one part of a log. */
export interface PolicyPart {
  readonly modes: readonly Mode[];
  readonly counts: PolicyCounts;
  readonly rules: BoundedMapPart<RuleCounts>;
  readonly routes: BoundedMapPart<ActionCounts>;
  readonly days: BoundedMapPart<ActionCounts>;
  readonly failedOpen: BoundedMapPart<{ decisions: number }>;
  readonly visitors: FrequentKeysPart;
  readonly shadows: BoundedMapPart<Record<keyof ActionCounts, ActionCounts>>;
}

interface PolicyCounts {
  decisions: number;
  actions: ActionCounts;
  blocked: number;
  wouldBlock: number;
  attached: number;
}

/** Counts the decisions of one policy. Its size does not grow with their number. */
export class PolicyTally {
  readonly #modes = new Set<Mode>();
  readonly #counts: PolicyCounts = {
    decisions: 0,
    actions: noActions(),
    blocked: 0,
    wouldBlock: 0,
    attached: 0,
  };
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
  readonly #shadows = new BoundedMap(MAX_SHADOWS, () => ({
    allow: noActions(),
    challenge: noActions(),
    deny: noActions(),
  }));

  add(record: DecisionRecord, weight: number): void {
    const { action, mode, required, blocked, signals, shadow } = record;
    const counts = this.#counts;
    this.#modes.add(mode);
    counts.decisions += weight;
    counts.actions[action] += weight;
    if (blocked) counts.blocked += weight;
    if (!required) counts.attached += weight;
    else if (mode === 'monitor' && action !== 'allow') counts.wouldBlock += weight;
    for (const { rule, level } of record.reasons) this.#rules.at(rule)[level] += weight;
    for (const { rule } of record.observed) this.#rules.at(rule).observe += weight;
    for (const rule of record.unknown) this.#rules.at(rule).unknown += weight;
    this.#routes.at(routeOf(record))[action] += weight;
    this.#days.at(dayOf(record.at))[action] += weight;
    if (record.failedOpen) this.#failedOpen.at(causeOf(record)).decisions += weight;
    if (action !== 'allow' && signals.visitorId !== undefined) this.#visitors.add(signals.visitorId, weight);
    const shadowed = shadow && this.#shadows.at(shadow.policy)[action];
    if (shadowed && shadow.action in shadowed) shadowed[shadow.action] += weight;
  }

  get part(): PolicyPart {
    return {
      modes: [...this.#modes],
      counts: this.#counts,
      rules: this.#rules.part,
      routes: this.#routes.part,
      days: this.#days.part,
      failedOpen: this.#failedOpen.part,
      visitors: this.#visitors.part,
      shadows: this.#shadows.part,
    };
  }

  merge({ modes, counts, rules, routes, days, failedOpen, visitors, shadows }: PolicyPart): void {
    for (const mode of modes) this.#modes.add(mode);
    addCounts(this.#counts, counts);
    this.#rules.merge(rules, addCounts);
    this.#routes.merge(routes, addCounts);
    this.#days.merge(days, addCounts);
    this.#failedOpen.merge(failedOpen, addCounts);
    this.#visitors.merge(visitors);
    this.#shadows.merge(shadows, addCounts);
  }

  result(policy: string): PolicyReport {
    const top = this.#visitors.top(TOP_VISITORS);
    return {
      policy,
      modes: [...this.#modes],
      ...rounded(this.#counts),
      rules: this.#rules
        .entries('other rules')
        .map(([rule, counts]) => ({ rule, ...rounded(counts) }))
        .sort(
          (one, other) =>
            matches(other) - matches(one) || other.unknown - one.unknown || byName(one.rule, other.rule),
        ),
      routes: this.#routes
        .entries('other routes')
        .map(([route, counts]) => ({ route, ...rounded(counts) }))
        .sort((one, other) => sum(other) - sum(one) || byName(one.route, other.route)),
      days: this.#days
        .entries('other days')
        .map(([day, counts]) => ({ day, ...rounded(counts) }))
        .sort((one, other) => byName(one.day, other.day)),
      failedOpen: this.#failedOpen
        .entries('other causes')
        .map(([cause, counts]) => ({ cause, ...rounded(counts) }))
        .sort((one, other) => other.decisions - one.decisions),
      visitors: {
        isExact: this.#visitors.isExact,
        top: top.map(({ key, count }) => ({ visitorId: key, decisions: Math.round(count) })),
      },
      shadows: this.#shadows
        .entries('other policies')
        .map(([name, actions]) => ({ policy: name, actions: rounded(actions) })),
    };
  }
}

/** Returns the reason why a request was let in without its event, or without a claim of its ID. */
function causeOf({ signals: { lookup, lookupCause, replayStore } }: DecisionRecord): string {
  if (lookupCause !== undefined) return lookupCause;
  if (replayStore === 'unavailable') return 'replay store';
  return lookup ?? 'not known';
}

const matches = ({ deny, challenge, observe }: RuleCounts): number => deny + challenge + observe;
const sum = ({ allow, challenge, deny }: ActionCounts): number => allow + challenge + deny;
