import type { DecisionCounts } from '../src/decision-counts.js';
import { element, svg } from './element.js';
import { ACTION_WORDS, ACTIONS, axisTime, count, plural } from './words.js';

/** The height in the chart's own units; the chart is stretched to the available space. */
const HEIGHT = 100;
const GAP = 0.18;

const SPAN_NAMES: readonly [number, string][] = [
  [60_000, 'minute'],
  [300_000, 'five minutes'],
  [900_000, 'quarter of an hour'],
  [3_600_000, 'hour'],
  [21_600_000, 'six hours'],
  [86_400_000, 'day'],
];

/** Stacked from the bottom. */
const STACK = ['deny', 'challenge', 'allow'] as const;

/** Shows decisions over time as stacked bars, and as a table. */
export function timeChart({ stepMs, spans }: DecisionCounts['times']): HTMLElement {
  const sums = spans.map(({ allow, challenge, deny }) => allow + challenge + deny);
  const most = Math.max(1, ...sums);
  const bars = spans.flatMap((span, index) => {
    let top = HEIGHT;
    return STACK.map((action) => {
      const height = (HEIGHT * span[action]) / most;
      top -= height;
      return height === 0
        ? undefined
        : svg(
            'rect',
            {
              class: action,
              x: String(index + GAP / 2),
              y: String(top),
              width: String(1 - GAP),
              height: String(height),
            },
            svg('title', {}, `${axisTime(span.at, stepMs)}: ${ACTION_WORDS[action]} ${count(span[action])}`),
          );
    });
  });
  const each = SPAN_NAMES.find(([step]) => step === stepMs)?.[1] ?? `${count(stepMs / 3_600_000)} hours`;
  const picture = svg(
    'svg',
    {
      viewBox: `0 0 ${spans.length} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `Decisions each ${each}; the most in one is ${count(most)}. The table below has the numbers.`,
    },
    ...bars,
  );
  return element(
    'figure',
    { class: 'time-chart' },
    element(
      'figcaption',
      { class: 'legend' },
      element('span', {}, `A bar each ${each}`),
      ...ACTIONS.map((action) =>
        element('span', { class: 'key' }, element('i', { class: action }), ACTION_WORDS[action]),
      ),
    ),
    element('div', { class: 'plot' }, element('span', { class: 'most' }, count(most)), picture),
    axis(spans, stepMs),
    table(
      spans.filter((_, index) => (sums[index] ?? 0) > 0),
      stepMs,
    ),
  );
}

function axis(spans: DecisionCounts['times']['spans'], stepMs: number): HTMLElement {
  const marks = [0, Math.floor(spans.length / 2), spans.length - 1];
  return element(
    'div',
    { class: 'axis', 'aria-hidden': 'true' },
    ...marks.map((index) => element('span', {}, axisTime(spans[index]?.at ?? 0, stepMs))),
  );
}

function table(spans: DecisionCounts['times']['spans'], stepMs: number): HTMLElement {
  const row = (kind: 'td' | 'th', ...cells: string[]) =>
    element('tr', {}, ...cells.map((cell) => element(kind, kind === 'th' ? { scope: 'col' } : {}, cell)));
  return element(
    'details',
    { class: 'numbers' },
    element('summary', {}, 'As a table'),
    element(
      'table',
      {},
      element('caption', { class: 'hidden' }, plural(spans.length, 'span')),
      element('thead', {}, row('th', 'From', 'Allowed', 'Challenged', 'Denied')),
      element(
        'tbody',
        {},
        ...spans.map(({ at, allow, challenge, deny }) =>
          row('td', axisTime(at, stepMs), count(allow), count(challenge), count(deny)),
        ),
      ),
    ),
  );
}
