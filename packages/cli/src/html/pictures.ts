import { html, type Markup } from './markup.js';

/** A kind of thing in a picture: its name, and the colour that the style has for it. */
export interface Kind {
  readonly name: string;
  readonly color: 'allow' | 'challenge' | 'deny' | 'before' | 'after' | 'observe';
}

/** A part of a bar. */
export interface Part {
  readonly value: number;
  readonly kind: Kind;
}

/** The rounding that leaves a picture as it is, and its file short. */
const share = (value: number, whole: number): string => ((100 * value) / (whole || 1)).toFixed(2);

/** What the colours of a picture stand for. */
export const key = (caption: string, kinds: readonly Kind[]): Markup =>
  html`<div class="caption"><span>${caption}</span>${kinds.map(({ name, color }) => html`<span class="key"><i class="${color}"></i>${name}</span>`)}</div>`;

/** A bar of parts, one after the other. The numbers beside it say the same. */
export const bar = (parts: readonly Part[], whole: number): Markup =>
  html`<div class="bar" aria-hidden="true">${parts
    .filter(({ value }) => value > 0)
    .map(
      ({ value, kind }) => html`<i class="${kind.color}" style="width:${share(value, whole)}%"></i>`,
    )}</div>`;

/** Bars below each other, to compare. */
export const bars = (parts: readonly Part[], whole: number): Markup =>
  html`<div class="bars">${parts.map((part) => bar([part], whole))}</div>`;

/** A moment of a picture over time, with what stands in its column. */
export interface Column {
  readonly label: string;
  readonly parts: readonly Part[];
}

/** More columns than these are too thin to see. */
const MAX_COLUMNS = 120;

/**
 * A picture over time.
 * @param isStacked Parts stand on each other; else side by side.
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
