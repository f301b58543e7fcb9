import type { Action, DecisionRecord } from '@fingerprint-guard/core';
import { type ActionCounts, noActions } from '../judging/actions.js';
import { addCounts } from '../judging/add-counts.js';
import { BoundedMap, type BoundedMapPart } from '../judging/bounded-map.js';
import { byName } from '../judging/by-name.js';
import { dayOf } from '../judging/days.js';
import { routeOf, weightOf } from '../judging/describe-record.js';
import { rounded } from '../judging/rounded.js';
import type { Tally } from '../judging/tally.js';
import { judge, openQuestions, type Verdict } from '../judging/verdict.js';
import type { LabelTopics } from '../labels/label-topics.js';
import type { PolicySelection } from '../policies/policy-selection.js';
import { type LabelledOutcome, outcomeOf } from './labelled-outcome.js';
import type { LabelledResult } from './labelled-tally.js';

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
  readonly counts: { before: number; after: number; newlyStopped: number; newlyAllowed: number };
  readonly examples: Example[];
}

interface BacktestCounts {
  decisions: number;
  records: number;
  actions: Record<Action, ActionCounts>;
  blocked: { before: number; after: number };
  openDecisions: number;
}

/** The counts of one part of a log. Plain data. */
export interface BacktestPart {
  readonly counts: BacktestCounts;
  readonly rules: BoundedMapPart<RuleCounts>;
  readonly routes: BoundedMapPart<StoppedCounts>;
  readonly days: BoundedMapPart<StoppedCounts>;
  readonly policies: BoundedMapPart<{ judged: number; notJudged: number }>;
  readonly open: BoundedMapPart<{ decisions: number }>;
  /** The decisions that have labels, in the order of the log. */
  readonly labelled: readonly LabelledOutcome[];
}

const noStopped = (): StoppedCounts => ({ total: 0, before: 0, after: 0 });

/**
 * Judges records by two policies, and counts the changes. Only the decisions that have labels are kept one by one, so it
 * takes a part of a log; the counts of further parts can be added.
 */
export class BacktestTally implements Tally<BacktestPart> {
  readonly #before: PolicySelection | undefined;
  readonly #after: PolicySelection;
  readonly #topics: LabelTopics | undefined;
  readonly #counts: BacktestCounts = {
    decisions: 0,
    records: 0,
    actions: { allow: noActions(), challenge: noActions(), deny: noActions() },
    blocked: { before: 0, after: 0 },
    openDecisions: 0,
  };
  readonly #rules = new BoundedMap<RuleCounts>(MAX_RULES, () => ({
    counts: { before: 0, after: 0, newlyStopped: 0, newlyAllowed: 0 },
    examples: [],
  }));
  readonly #routes = new BoundedMap(MAX_ROUTES, noStopped);
  readonly #days = new BoundedMap(MAX_DAYS, noStopped);
  readonly #policies = new BoundedMap(MAX_POLICIES, () => ({ judged: 0, notJudged: 0 }));
  readonly #open = new BoundedMap(MAX_RULES, () => ({ decisions: 0 }));
  readonly #labelled: LabelledOutcome[] = [];

  /** @param before Undefined to compare with what was decided. */
  constructor(before: PolicySelection | undefined, after: PolicySelection, topics: LabelTopics | undefined) {
    this.#before = before;
    this.#after = after;
    this.#topics = topics;
  }

  add(record: DecisionRecord): void {
    const policy = this.#policies.at(record.policy);
    const [old, other] = [this.#before?.for(record.policy), this.#after.for(record.policy)];
    if (!other || (this.#before && !old)) {
      policy.notJudged++;
      return;
    }
    const before: Verdict = old ? judge(old, record) : record;
    const after = judge(other, record);
    const weight = weightOf(record);
    const counts = this.#counts;
    policy.judged++;
    counts.records++;
    counts.decisions += weight;
    counts.actions[before.action][after.action] += weight;
    if (before.blocked) counts.blocked.before += weight;
    if (after.blocked) counts.blocked.after += weight;
    for (const { rule } of before.reasons) this.#rules.at(rule).counts.before += weight;
    for (const { rule } of after.reasons) this.#rules.at(rule).counts.after += weight;
    if (before.action !== after.action) this.#change(record, before, after, weight);
    countStopped(this.#routes.at(routeOf(record)), before, after, weight);
    countStopped(this.#days.at(dayOf(record.at)), before, after, weight);
    const open = openQuestions(other, after, record);
    for (const rule of open.rules) this.#open.at(rule).decisions += weight;
    if (open.mayChange) counts.openDecisions += weight;
    const topic = this.#topics?.of(record);
    if (topic) this.#labelled.push(outcomeOf(topic, record, before, after));
  }

  get part(): BacktestPart {
    return {
      counts: this.#counts,
      rules: this.#rules.part,
      routes: this.#routes.part,
      days: this.#days.part,
      policies: this.#policies.part,
      open: this.#open.part,
      labelled: this.#labelled,
    };
  }

  /** Adds the counts of the part of the log that follows; its labelled decisions are left to others. */
  merge({ counts, rules, routes, days, policies, open }: BacktestPart): void {
    addCounts(this.#counts, counts);
    this.#rules.merge(rules, (into, from) => {
      addCounts(into.counts, from.counts);
      into.examples.push(...from.examples.slice(0, MAX_EXAMPLES - into.examples.length));
    });
    this.#routes.merge(routes, addCounts);
    this.#days.merge(days, addCounts);
    this.#policies.merge(policies, addCounts);
    this.#open.merge(open, addCounts);
  }

  /** @param labelled What the labels say, if there are any. */
  result(labelled?: LabelledResult): BacktestResult {
    const { decisions, records, actions, blocked, openDecisions } = rounded(this.#counts);
    const policies = this.#policies.entries('others');
    const notJudged = policies.filter(([, { notJudged }]) => notJudged > 0);
    return {
      before: this.#before?.name ?? 'what was decided',
      after: this.#after.name,
      decisions,
      records,
      notJudged: notJudged.map(([policy, { notJudged }]) => ({ policy, records: notJudged })),
      policies: policies.filter(([, { judged }]) => judged > 0).map(([policy]) => policy),
      actions,
      blocked,
      rules: this.#rules
        .entries('other rules')
        .map(([rule, { counts, examples }]) => ({ rule, ...rounded(counts), examples }))
        .sort(
          (one, other) =>
            changes(other) - changes(one) || other.after - one.after || byName(one.rule, other.rule),
        ),
      routes: this.#routes
        .entries('other routes')
        .map(([route, counts]) => ({ route, ...rounded(counts) }))
        .sort((one, other) => other.total - one.total || byName(one.route, other.route)),
      days: this.#days
        .entries('other days')
        .map(([day, counts]) => ({ day, ...rounded(counts) }))
        .sort((one, other) => byName(one.day, other.day)),
      cannotSay: {
        decisions: openDecisions,
        rules: this.#open
          .entries('other rules')
          .map(([rule, counts]) => ({ rule, ...rounded(counts) }))
          .sort((one, other) => other.decisions - one.decisions || byName(one.rule, other.rule)),
      },
      ...(labelled ? { labelled } : {}),
    };
  }

  /** Counts the rules that cause a change: those of the stricter verdict, at the level that decided it. */
  #change(record: DecisionRecord, before: Verdict, after: Verdict, weight: number): void {
    const stricter = after.action === 'deny' || before.action === 'allow' ? after : before;
    for (const { rule, level, message } of stricter.reasons) {
      if (level !== stricter.action) continue;
      const { counts, examples } = this.#rules.at(rule);
      if (before.action === 'allow') counts.newlyStopped += weight;
      if (after.action === 'allow') counts.newlyAllowed += weight;
      if (examples.length < MAX_EXAMPLES) {
        const { id, at } = record;
        examples.push({
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

const changes = ({ newlyStopped, newlyAllowed }: RuleChange): number => newlyStopped + newlyAllowed;
