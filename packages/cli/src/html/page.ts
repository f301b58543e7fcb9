import { html, type Markup } from './markup.js';
import { STYLE } from './style.js';

/** A number at the top of the page. */
export interface KeyFigure {
  readonly value: string;
  readonly label: string;
}

/** The beginning of every page, and of no page of anything else. */
export const PAGE_START: Markup = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="@fingerprint-guard/cli">`;

/** Builds a self-contained page: it loads nothing and runs no scripts. */
export function page(
  title: string,
  lead: string,
  figures: readonly KeyFigure[],
  sections: readonly Markup[],
): string {
  return html`${PAGE_START}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
<p class="lead">${lead}</p>
</header>
<dl class="figures">
${figures.map(({ value, label }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
</dl>
${sections}
</main>
</body>
</html>
`.text;
}

/** A part of a page with its heading. */
export const section = (title: string, ...parts: readonly Markup[]): Markup =>
  html`<section>
<h2>${title}</h2>
${parts}
</section>`;

export const paragraph = (text: string): Markup => html`<p>${text}</p>`;
