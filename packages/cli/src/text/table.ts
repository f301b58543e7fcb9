import { printable } from './words.js';

/** A column of a table. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** Numbers are right-aligned. */
  readonly isNumber?: boolean;
  /** Never shortened. */
  readonly isWide?: boolean;
}

/** A longer name is shortened in the middle. */
const MAX_CELL = 48;

const INDENT = '  ';

/** Lays rows out in columns; rows beyond the maximum are only counted. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  maxRows: number,
): string {
  const shown = rows.slice(0, maxRows).map((row) =>
    columns.map(({ value, isWide }) => {
      const text = printable(value(row));
      return isWide ? text : cut(text);
    }),
  );
  const all = [columns.map(({ title }) => title), ...shown];
  const widths = columns.map((_, index) => Math.max(...all.map((cells) => cells[index]?.length ?? 0)));
  const lines = all.map((cells) =>
    cells
      .map((cell, index) =>
        columns[index]?.isNumber ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  if (rows.length > maxRows) lines.push(`… and ${rows.length - maxRows} more`);
  return lines.map((line) => INDENT + line).join('\n');
}

function cut(text: string): string {
  if (text.length <= MAX_CELL) return text;
  const half = Math.floor((MAX_CELL - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}
