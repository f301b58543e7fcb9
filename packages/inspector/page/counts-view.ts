import { type ActionCounts, countDecisions, type DecisionCounts } from '../src/decision-counts.js';
import type { DecisionFilter } from '../src/decision-filter.js';
import type { DecisionRow } from '../src/decision-row.js';
import { element } from './element.js';
import { hashOf } from './place.js';
import { timeChart } from './time-chart.js';
import { count } from './words.js';

/** The minimum time between two redraws, ms. */
const REDRAW_MS = 500;

/** The parts of a bar, from the left. */
const LEVELS = ['deny', 'challenge', 'observe', 'allow'] as const;

/** The maximum number of bars; longer lists end in "and N more". */
const MOST_BARS = 12;

type Weights = Partial<Record<(typeof LEVELS)[number], number>>;

interface Bar {
  name: string;
  weights: Weights;
  href: string;
}

/** The counts of the decisions, as numbers and charts. */
export class CountsView {
  readonly #target: HTMLElement;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #drawn: readonly DecisionRow[] | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(target: HTMLElement) {
    this.#target = target;
  }

  show(rows: readonly DecisionRow[], filter: DecisionFilter): void {
    if (rows === this.#drawn) return;
    clearTimeout(this.#later);
    const wait = this.#drawnAt + REDRAW_MS - performance.now();
    // A table that is replaced twice a second cannot be opened.
    const reading =
      this.#target.querySelector('details[open]') !== null || this.#target.contains(document.activeElement);
    if (wait > 0 || reading)
      this.#later = setTimeout(() => this.show(rows, filter), Math.max(wait, REDRAW_MS));
    else this.#draw(rows, filter);
  }

  /** Draws the next rows at once, because the filter has changed. */
  hurry(): void {
    this.#drawnAt = Number.NEGATIVE_INFINITY;
    this.#drawn = undefined;
    for (const open of this.#target.querySelectorAll('details[open]')) open.removeAttribute('open');
  }

  #draw(rows: readonly DecisionRow[], filter: DecisionFilter): void {
    this.#drawnAt = performance.now();
    this.#drawn = rows;
    this.#target.replaceChildren(...pictures(countDecisions(rows), filter));
  }
}

function pictures(counts: DecisionCounts, filter: DecisionFilter): HTMLElement[] {
  if (counts.total === 0) return [];
  const { total, actions, blocked, failedOpen, rules, policies, routes, times } = counts;
  const share = (value: number) => `${Math.round((100 * value) / total)}%`;
  const link = (changed: DecisionFilter) => hashOf({ view: 'decisions', filter: { ...filter, ...changed } });
  const byAction = (name: string, { allow, challenge, deny }: ActionCounts, href: string): Bar => ({
    name,
    weights: { deny, challenge, allow },
    href,
  });
  const matched = rules
    .map(({ rule, deny, challenge, observe }) => ({
      name: rule,
      weights: { deny, challenge, observe },
      href: link({ rule }),
    }))
    .filter(({ weights }) => sumOf(weights) > 0);
  const unknown = rules.filter((rule) => rule.unknown > 0).sort((one, other) => other.unknown - one.unknown);
  return [
    element(
      'div',
      { class: 'tiles' },
      tile('Decisions', total),
      tile('Allowed', actions.allow, share(actions.allow), 'allow'),
      tile('Challenged', actions.challenge, share(actions.challenge), 'challenge'),
      tile('Denied', actions.deny, share(actions.deny), 'deny'),
      tile('Blocked', blocked, share(blocked)),
      tile('Failed open', failedOpen, share(failedOpen)),
    ),
    card('Over time', 'wide', timeChart(times)),
    card('Rules that matched', '', bars(matched, ['deny', 'challenge', 'observe'])),
    card(
      'Routes',
      '',
      bars(
        routes.map(({ route, ...rest }) => byAction(route, rest, link({ route }))),
        ['deny', 'challenge', 'allow'],
      ),
    ),
    card(
      'Policies',
      '',
      bars(
        policies.map(({ policy, ...rest }) => byAction(policy, rest, link({ policy }))),
        ['deny', 'challenge', 'allow'],
      ),
    ),
    card(
      'Undecided rules',
      '',
      unknown.length === 0
        ? element('p', { class: 'soft' }, 'None: every rule had its signals.')
        : unknownBars(unknown, total),
    ),
  ];
}

function tile(name: string, value: number, share = '', action?: string): HTMLElement {
  return element(
    'div',
    { class: 'tile', 'data-action': action },
    element('p', { class: 'tile-name' }, name),
    element('p', { class: 'tile-value' }, count(value), share ? element('span', {}, share) : undefined),
  );
}

const card = (title: string, kind: string, ...content: HTMLElement[]): HTMLElement =>
  element('section', { class: `card ${kind}`.trim() }, element('h2', {}, title), ...content);

const sumOf = (weights: Weights): number => LEVELS.reduce((sum, level) => sum + (weights[level] ?? 0), 0);

const LEVEL_WORDS = { deny: 'denied', challenge: 'challenged', observe: 'observed', allow: 'allowed' };

function bars(all: readonly Bar[], levels: readonly (typeof LEVELS)[number][]): HTMLElement {
  if (all.length === 0) return element('p', { class: 'soft' }, 'None.');
  const most = Math.max(...all.map(({ weights }) => sumOf(weights)));
  const shown = all.slice(0, MOST_BARS);
  return element(
    'div',
    {},
    element('ul', { class: 'bars' }, ...shown.map((bar) => barOf(bar, levels, most))),
    all.length > shown.length
      ? element('p', { class: 'soft' }, `and ${count(all.length - shown.length)} more`)
      : undefined,
  );
}

function barOf(
  { name, weights, href }: Bar,
  levels: readonly (typeof LEVELS)[number][],
  most: number,
): HTMLElement {
  const parts = levels.filter((level) => (weights[level] ?? 0) > 0);
  const words = parts.map((level) => `${count(weights[level] ?? 0)} ${LEVEL_WORDS[level]}`).join(', ');
  return element(
    'li',
    {},
    element(
      'a',
      { href, title: words },
      element('span', { class: 'bar-name' }, name),
      element(
        'span',
        { class: 'bar-count' },
        count(sumOf(weights)),
        element('span', { class: 'hidden' }, `: ${words}`),
      ),
      stack(parts.map((level) => [level, (weights[level] ?? 0) / most])),
    ),
  );
}

function unknownBars(rules: readonly { rule: string; unknown: number }[], total: number): HTMLElement {
  return element(
    'ul',
    { class: 'bars' },
    ...rules
      .slice(0, MOST_BARS)
      .map(({ rule, unknown }) =>
        element(
          'li',
          {},
          element(
            'div',
            {},
            element('span', { class: 'bar-name' }, rule),
            element('span', { class: 'bar-count' }, `${Math.round((100 * unknown) / total)}%`),
            stack([['unknown', unknown / total]]),
          ),
        ),
      ),
  );
}

/** Builds a bar of several parts, each a share of the whole width. */
function stack(parts: readonly (readonly [kind: string, share: number])[]): HTMLElement {
  return element(
    'span',
    { class: 'stack', 'aria-hidden': 'true' },
    ...parts.map(([kind, share]) => {
      const part = element('span', { class: kind });
      part.style.width = `${100 * share}%`;
      return part;
    }),
  );
}
