import { html, type Markup } from './markup.js';

/** A column of a table in a page. */
export interface HtmlColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | Markup;
  /** `name` heads the row, numbers are right-aligned, and a picture is omitted if there is no room. */
  readonly kind?: 'name' | 'number' | 'picture';
}

const MAX_ROWS = 100;

/** Builds a table; rows beyond the maximum are only counted. */
export function htmlTable<Row>(rows: readonly Row[], columns: readonly HtmlColumn<Row>[]): Markup {
  const more = rows.length - MAX_ROWS;
  return html`<div class="scroll" tabindex="0" role="group"><table>
<thead><tr>${columns.map(headOf)}</tr></thead>
<tbody>
${rows
  .slice(0, MAX_ROWS)
  .map(
    (row) =>
      html`<tr>${columns.map(({ value, kind = '' }) =>
        kind === 'name'
          ? html`<th scope="row" class="name">${value(row)}</th>`
          : html`<td class="${kind}">${value(row)}</td>`,
      )}</tr>`,
  )}
</tbody>
</table></div>
${more > 0 ? html`<p class="soft">… and ${more} more</p>` : ''}`;
}

/** An empty cell is not a heading. */
const headOf = ({ title, kind }: Pick<HtmlColumn<never>, 'title' | 'kind'>): Markup =>
  title === ''
    ? html`<td class="${kind ?? ''}"></td>`
    : html`<th scope="col" class="${kind ?? ''}">${title}</th>`;
