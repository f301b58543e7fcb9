import { svg } from './element.js';

/** Shows an observed number against its limit, as a bar with a mark. Undefined for anything but two numbers. */
export function limitBar(actual: unknown, expected: unknown): SVGElement | undefined {
  if (typeof actual !== 'number' || typeof expected !== 'number') return undefined;
  const most = Math.max(actual, expected);
  if (!(most > 0) || Math.min(actual, expected) < 0) return undefined;
  const place = (value: number) => String((100 * value) / (most * 1.1));
  return svg(
    'svg',
    { class: 'limit-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'track', width: '100', height: '8' }),
    svg('rect', { class: 'seen', width: place(actual), height: '8' }),
    svg('rect', { class: 'limit', x: place(expected), width: '0.6', height: '8' }),
  );
}
