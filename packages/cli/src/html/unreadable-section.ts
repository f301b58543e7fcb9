import type { ReadSummary } from '../decisions/read-summary.js';
import { count } from '../text/words.js';
import { html, type Markup } from './markup.js';
import { paragraph, section } from './page.js';

/** Lists the lines that are not records, if there are any. */
export function unreadableSection({ unreadable }: ReadSummary): Markup[] {
  if (unreadable.count === 0) return [];
  const items = unreadable.named.map(
    ({ file, line, message }) =>
      html`<li><code>${file}${line === undefined ? '' : `:${line}`}</code> ${message}</li>`,
  );
  return [
    section(
      'Not counted',
      paragraph(
        `${count(unreadable.count)} ${unreadable.count === 1 ? 'line is' : 'lines are'} no records. The first of them:`,
      ),
      html`<ul>${items}</ul>`,
    ),
  ];
}
