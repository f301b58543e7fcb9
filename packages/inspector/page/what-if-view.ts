import type { DecisionFilter } from '../src/decision-filter.js';
import { routeOf } from '../src/decision-row.js';
import type { ChangedDecision, HeldComparison } from '../src/policy-comparison.js';
import { comparePolicy, fetchPolicies, PolicyIssues } from './api.js';
import { actionBadge } from './badge.js';
import { byId, element, write } from './element.js';
import { hashOf } from './place.js';
import { ACTION_WORDS, ACTIONS, clockTime, count, plural } from './words.js';

const TYPING_DELAY_MS = 350;

/** The maximum number of changed decisions that are listed; the rest are only counted. */
const MOST_SHOWN = 200;

/** The group of the application's own policies. */
const OWN = 'Policies';

const PRESETS = ['recommended', 'strict', 'observe-all'];

/** A policy to edit, and the kept decisions that it would change. */
export class WhatIfView {
  readonly #editor = byId('policy-text', HTMLTextAreaElement);
  readonly #start = byId('policy-start', HTMLSelectElement);
  readonly #status = byId('compare-status', HTMLElement);
  readonly #issues = byId('policy-issues', HTMLElement);
  readonly #result = byId('comparison', HTMLElement);
  #texts = new Map<string, string>();
  #filter: DecisionFilter = {};
  #underWay: AbortController | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #begun = false;
  readonly #onStart: (policy: string) => void;

  /** @param onStart Receives the name of the application's policy that is edited. */
  constructor(onStart: (policy: string) => void) {
    this.#onStart = onStart;
    this.#editor.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => void this.#compare(), TYPING_DELAY_MS);
    });
    this.#start.addEventListener('change', () => this.#begin(this.#start.value));
    byId('compare', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#compare();
    });
  }

  show(filter: DecisionFilter): void {
    const changed = JSON.stringify(filter) !== JSON.stringify(this.#filter);
    this.#filter = filter;
    if (!this.#begun) void this.#offerPolicies();
    else if (changed) void this.#compare();
  }

  async #offerPolicies(): Promise<void> {
    this.#begun = true;
    const own = await fetchPolicies().catch(() => ({}));
    const presets = PRESETS.map((name) => [name, { extends: name, rules: {} }] as const);
    const group = (label: string, entries: readonly (readonly [string, unknown])[]) =>
      element(
        'optgroup',
        { label },
        ...entries.map(([name, policy]) => {
          this.#texts.set(`${label}/${name}`, JSON.stringify(policy, null, 2));
          return element('option', { value: `${label}/${name}` }, name);
        }),
      );
    const groups = [group('Presets', presets)];
    const named = Object.entries(own);
    if (named.length > 0) groups.unshift(group(OWN, named));
    this.#start.replaceChildren(...groups);
    this.#begin(this.#start.value);
  }

  #begin(name: string): void {
    this.#editor.value = this.#texts.get(name) ?? '';
    if (name.startsWith(OWN)) this.#onStart(name.slice(OWN.length + 1));
    void this.#compare();
  }

  async #compare(): Promise<void> {
    clearTimeout(this.#typing);
    this.#underWay?.abort();
    this.#underWay = new AbortController();
    const { signal } = this.#underWay;
    try {
      const comparison = await comparePolicy(JSON.parse(this.#editor.value), this.#filter, signal);
      if (signal.aborted) return;
      this.#showIssues([]);
      this.#showComparison(comparison);
    } catch (error) {
      if (signal.aborted) return;
      this.#showIssues(issuesOf(error));
      write(this.#status, 'The comparison below is of the last valid policy.');
    }
  }

  #showIssues(issues: readonly string[]): void {
    this.#editor.setAttribute('aria-invalid', String(issues.length > 0));
    this.#issues.hidden = issues.length === 0;
    this.#issues.replaceChildren(...issues.map((issue) => element('li', {}, issue)));
  }

  #showComparison(comparison: HeldComparison): void {
    const { total, changes, blocked, unknown } = comparison;
    write(
      this.#status,
      total === 0
        ? 'There are no decisions to compare.'
        : `${plural(changes.length, 'decision')} of ${count(total)} would change. Blocked: ${count(blocked.before)} now, ${count(blocked.after)} then.`,
    );
    this.#result.replaceChildren(
      matrix(comparison),
      ...(unknown.length > 0 ? [unjudged(unknown, total)] : []),
      changed(changes, this.#filter),
    );
  }
}

function issuesOf(error: unknown): readonly string[] {
  if (error instanceof PolicyIssues) return error.issues;
  if (error instanceof SyntaxError) return [`This is not JSON: ${error.message}`];
  return [error instanceof Error ? error.message : String(error)];
}

/** Shows the actions before and after as a table. */
function matrix({ actions }: HeldComparison): HTMLElement {
  const cell = (before: (typeof ACTIONS)[number], after: (typeof ACTIONS)[number]) => {
    const value = actions[before][after];
    const kind =
      value === 0 ? 'zero' : before === after ? 'same' : stricter(before, after) ? 'stricter' : 'milder';
    return element('td', { 'data-kind': kind }, count(value));
  };
  return element(
    'table',
    { class: 'matrix' },
    element('caption', {}, 'Decided then, by row; decided by this policy, by column'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('td'),
        ...ACTIONS.map((action) => element('th', { scope: 'col' }, ACTION_WORDS[action])),
      ),
    ),
    element(
      'tbody',
      {},
      ...ACTIONS.map((before) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, ACTION_WORDS[before]),
          ...ACTIONS.map((after) => cell(before, after)),
        ),
      ),
    ),
  );
}

const stricter = (before: (typeof ACTIONS)[number], after: (typeof ACTIONS)[number]): boolean =>
  ACTIONS.indexOf(after) > ACTIONS.indexOf(before);

function unjudged(unknown: HeldComparison['unknown'], total: number): HTMLElement {
  const rules = unknown.map(({ rule, count }) => `${rule} (${Math.round((100 * count) / total)}%)`);
  return element(
    'details',
    { class: 'numbers' },
    element('summary', {}, `${plural(rules.length, 'rule')} undecided in some decisions`),
    element(
      'p',
      { class: 'soft' },
      `Their signals are unknown, because the policy at the time did not read them: ${rules.join(', ')}.`,
    ),
  );
}

function changed(changes: readonly ChangedDecision[], filter: DecisionFilter): HTMLElement {
  if (changes.length === 0) return element('p', { class: 'soft changed-none' }, 'No decision would change.');
  const items = changes
    .slice(0, MOST_SHOWN)
    .map(({ id, at, request, before, after, rules }) =>
      element(
        'li',
        {},
        element(
          'a',
          { class: 'change', href: hashOf({ view: 'decisions', id, filter }) },
          element('span', { class: 'time' }, clockTime(at)),
          element(
            'span',
            { class: 'change-badges' },
            actionBadge(before),
            element('span', { class: 'arrow', role: 'img', 'aria-label': 'would become' }, '→'),
            actionBadge(after),
          ),
          element('span', { class: 'why' }, rules.map(({ rule }) => rule).join(', ')),
          element('span', { class: 'route' }, routeOf({ request })),
        ),
      ),
    );
  return element(
    'div',
    {},
    element('h3', {}, 'Decisions that would change'),
    element('ul', { class: 'changed' }, ...items),
    changes.length > items.length
      ? element('p', { class: 'soft' }, `and ${count(changes.length - items.length)} more`)
      : undefined,
  );
}
