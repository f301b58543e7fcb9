import { html, type Markup } from './markup.js';

/** A series of a chart: its name, and its colour in the style. */
export interface Kind {
  readonly name: string;
  readonly color: 'allow' | 'challenge' | 'deny' | 'before' | 'after' | 'observe';
}

/** A part of a bar. */
export interface Part {
  readonly value: number;
  readonly kind: Kind;
}

/** Rounds a share without a visible difference, to keep the file small. */
const share = (value: number, whole: number): string => ((100 * value) / (whole || 1)).toFixed(2);

/** Builds the legend of a chart. */
export const key = (caption: string, kinds: readonly Kind[]): Markup =>
  html`<div class="caption"><span>${caption}</span>${kinds.map(({ name, color }) => html`<span class="key"><i class="${color}"></i>${name}</span>`)}</div>`;

/** Builds a bar of consecutive parts. The numbers next to it say the same. */
export const bar = (parts: readonly Part[], whole: number): Markup =>
  html`<div class="bar" aria-hidden="true">${parts
    .filter(({ value }) => value > 0)
    .map(
      ({ value, kind }) => html`<i class="${kind.color}" style="width:${share(value, whole)}%"></i>`,
    )}</div>`;

/** Builds bars below each other, for comparison. */
export const bars = (parts: readonly Part[], whole: number): Markup =>
  html`<div class="bars">${parts.map((part) => bar([part], whole))}</div>`;

/** One column of a chart over time. */
export interface Column {
  readonly label: string;
  readonly parts: readonly Part[];
}

/** More columns would be too thin to see. */
const MAX_COLUMNS = 120;

/**
 * Builds a chart over time.
 * @param isStacked Parts are stacked; else side by side.
 */
export function columns(
  caption: string,
  kinds: readonly Kind[],
  given: readonly Column[],
  isStacked: boolean,
): Markup {
  const shown = given.slice(-MAX_COLUMNS);
  const heights = shown.map(({ parts }) =>
    isStacked
      ? parts.reduce((sum, { value }) => sum + value, 0)
      : Math.max(0, ...parts.map(({ value }) => value)),
  );
  const top = Math.max(1, ...heights);
  const [first, last] = [shown[0]?.label ?? '', shown.at(-1)?.label ?? ''];
  return html`<figure>
<figcaption>${key(caption, kinds)}</figcaption>
<div class="columns" role="img" aria-label="${caption}, from ${first} to ${last}; the table below has the numbers">
${shown.map(
  ({ label, parts }) =>
    html`<div class="${isStacked ? 'stack' : ''}" title="${label}">${parts.map(({ value, kind }) => html`<i class="${kind.color}" style="height:${share(value, top)}%"></i>`)}</div>`,
)}
</div>
<div class="axis"><span>${first}</span><span>${shown.length > 1 ? last : ''}</span></div>
</figure>`;
}
