import type { Action, DecisionRecord } from '@fingerprint-guard/core';
import { type ActionCounts, noActions } from '../judging/actions.js';
import { BoundedMap } from '../judging/bounded-map.js';
import { dayOf } from '../judging/days.js';
import { routeOf, weightOf } from '../judging/describe-record.js';
import { judge, openQuestions, type Verdict } from '../judging/verdict.js';
import type { Labels } from '../labels/labels.js';
import type { PolicySelection } from '../policies/policy-selection.js';
import { type LabelledResult, LabelledTally } from './labelled-tally.js';

/** The numbers of decisions that each of two policies challenges or denies. */
export interface StoppedCounts {
  total: number;
  before: number;
  after: number;
}

/** A decision that the new policy changes. */
interface Example {
  readonly id: string;
  readonly at: number;
  readonly route: string;
  readonly before: Action;
  readonly after: Action;
  /** The rule's message about it. */
  readonly message: string;
}

/** The changes that one rule causes. */
export interface RuleChange {
  readonly rule: string;
  /** Decisions that the rule matches at `challenge` or `deny`. */
  readonly before: number;
  readonly after: number;
  /** Decisions that were allowed, and that the new policy challenges or denies because of this rule. */
  readonly newlyStopped: number;
  /** Decisions that this rule challenged or denied, and that the new policy allows. */
  readonly newlyAllowed: number;
  readonly examples: readonly Example[];
}

/** The effect that another policy would have had on past decisions. Plain data; counts are numbers of decisions. */
export interface BacktestResult {
  /** The name of the policy compared with, or `what was decided`. */
  readonly before: string;
  readonly after: string;
  /** Decisions that were judged: a record of a sampled log stands for several. */
  readonly decisions: number;
  readonly records: number;
  /** Records of policies that the file with several policies does not have. */
  readonly notJudged: readonly { readonly policy: string; readonly records: number }[];
  /** The policies that decided. */
  readonly policies: readonly string[];
  /** Decisions by their actions before and after: those in `actions.allow.deny` would no longer be let in. */
  readonly actions: Readonly<Record<Action, ActionCounts>>;
  /** Requests that are blocked; 0 while a policy's mode is `monitor`. */
  readonly blocked: { readonly before: number; readonly after: number };
  /** By rule, the most changes first. */
  readonly rules: readonly RuleChange[];
  readonly routes: readonly ({ readonly route: string } & StoppedCounts)[];
  /** By day, in UTC. */
  readonly days: readonly ({ readonly day: string } & StoppedCounts)[];
  /** Decisions whose new action is uncertain, and the rules whose signals the log does not have. */
  readonly cannotSay: {
    readonly decisions: number;
    readonly rules: readonly { readonly rule: string; readonly decisions: number }[];
  };
  readonly labelled?: LabelledResult;
}

const MAX_RULES = 5_000;
const MAX_ROUTES = 2_000;
const MAX_DAYS = 4_000;
const MAX_POLICIES = 1_000;
const MAX_EXAMPLES = 3;

interface RuleCounts {
  before: number;
  after: number;
  newlyStopped: number;
  newlyAllowed: number;
  examples: Example[];
}

const noStopped = (): StoppedCounts => ({ total: 0, before: 0, after: 0 });

/** Judges records by two policies, and counts the changes. Its size does not grow with the number of records. */
export class BacktestTally {
  readonly #before: PolicySelection | undefined;
  readonly #after: PolicySelection;
  readonly #labelled: LabelledTally | undefined;
  readonly #actions: Record<Action, ActionCounts> = {
    allow: noActions(),
    challenge: noActions(),
    deny: noActions(),
  };
  readonly #blocked = { before: 0, after: 0 };
  readonly #rules = new BoundedMap<RuleCounts>(MAX_RULES, () => ({
    before: 0,
    after: 0,
    newlyStopped: 0,
    newlyAllowed: 0,
    examples: [],
  }));
  readonly #routes = new BoundedMap(MAX_ROUTES, noStopped);
  readonly #days = new BoundedMap(MAX_DAYS, noStopped);
  readonly #policies = new BoundedMap(MAX_POLICIES, () => ({ judged: 0, notJudged: 0 }));
  readonly #open = new BoundedMap(MAX_RULES, () => ({ decisions: 0 }));
  #openDecisions = 0;
  #decisions = 0;
  #records = 0;

  /** @param before Undefined to compare with what was decided. */
  constructor(before: PolicySelection | undefined, after: PolicySelection, labels: Labels | undefined) {
    this.#before = before;
    this.#after = after;
    this.#labelled = labels && new LabelledTally(labels);
  }

  /** Judges one record; returns what is wrong with it if it cannot be judged. */
  add(record: DecisionRecord): string | undefined {
    const policy = this.#policies.at(record.policy);
    const [old, other] = [this.#before?.for(record.policy), this.#after.for(record.policy)];
    if (!other || (this.#before && !old)) {
      policy.notJudged++;
      return undefined;
    }
    let [before, after]: [Verdict, Verdict] = [record, record];
    try {
      if (old) before = judge(old, record);
      after = judge(other, record);
    } catch {
      return 'its signals or its event are not those of a record';
    }
    const weight = weightOf(record);
    policy.judged++;
    this.#records++;
    this.#decisions += weight;
    this.#actions[before.action][after.action] += weight;
    if (before.blocked) this.#blocked.before += weight;
    if (after.blocked) this.#blocked.after += weight;
    for (const { rule } of before.reasons) this.#rules.at(rule).before += weight;
    for (const { rule } of after.reasons) this.#rules.at(rule).after += weight;
    if (before.action !== after.action) this.#change(record, before, after, weight);
    countStopped(this.#routes.at(routeOf(record)), before, after, weight);
    countStopped(this.#days.at(dayOf(record.at)), before, after, weight);
    const open = openQuestions(other, after, record);
    for (const rule of open.rules) this.#open.at(rule).decisions += weight;
    if (open.mayChange) this.#openDecisions += weight;
    this.#labelled?.add(record, before, after, weight);
    return undefined;
  }

  result(): BacktestResult {
    const policies = this.#policies.entries('others');
    const notJudged = policies.filter(([, { notJudged }]) => notJudged > 0);
    return {
      before: this.#before?.name ?? 'what was decided',
      after: this.#after.name,
      decisions: this.#decisions,
      records: this.#records,
      notJudged: notJudged.map(([policy, { notJudged: records }]) => ({ policy, records })),
      policies: policies.filter(([, { judged }]) => judged > 0).map(([policy]) => policy),
      actions: this.#actions,
      blocked: this.#blocked,
      rules: this.#rules
        .entries('other rules')
        .map(([rule, counts]) => ({ rule, ...counts }))
        .sort(
          (one, other) =>
            changes(other) - changes(one) || other.after - one.after || byName(one.rule, other.rule),
        ),
      routes: this.#routes
        .entries('other routes')
        .map(([route, counts]) => ({ route, ...counts }))
        .sort((one, other) => other.total - one.total || byName(one.route, other.route)),
      days: this.#days
        .entries('other days')
        .map(([day, counts]) => ({ day, ...counts }))
        .sort((one, other) => byName(one.day, other.day)),
      cannotSay: {
        decisions: this.#openDecisions,
        rules: this.#open
          .entries('other rules')
          .map(([rule, { decisions }]) => ({ rule, decisions }))
          .sort((one, other) => other.decisions - one.decisions || byName(one.rule, other.rule)),
      },
      ...(this.#labelled ? { labelled: this.#labelled.result() } : {}),
    };
  }

  /** Counts the rules that cause a change: those of the stricter verdict, at the level that decided it. */
  #change(record: DecisionRecord, before: Verdict, after: Verdict, weight: number): void {
    const stricter = after.action === 'deny' || before.action === 'allow' ? after : before;
    for (const { rule, level, message } of stricter.reasons) {
      if (level !== stricter.action) continue;
      const counts = this.#rules.at(rule);
      if (before.action === 'allow') counts.newlyStopped += weight;
      if (after.action === 'allow') counts.newlyAllowed += weight;
      if (counts.examples.length < MAX_EXAMPLES) {
        const { id, at } = record;
        counts.examples.push({
          id,
          at,
          route: routeOf(record),
          before: before.action,
          after: after.action,
          message,
        });
      }
    }
  }
}

function countStopped(counts: StoppedCounts, before: Verdict, after: Verdict, weight: number): void {
  counts.total += weight;
  if (before.action !== 'allow') counts.before += weight;
  if (after.action !== 'allow') counts.after += weight;
}

const changes = ({ newlyStopped, newlyAllowed }: RuleCounts): number => newlyStopped + newlyAllowed;
const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
