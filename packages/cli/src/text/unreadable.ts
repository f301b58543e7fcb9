import { WRONG_LINES } from '../decisions/lines.js';
import type { ReadSummary } from '../decisions/read-summary.js';
import type { Terminal } from '../terminal/terminal.js';
import { count, printable } from './words.js';

const EXPECTED =
  "Expected one record per line, as NDJSON has. jq -c '.[]' makes lines of a JSON array, and jq -c . of records that span lines.";

/** Lists the lines that are not records, with the errors. */
export function warnOfUnreadable(terminal: Terminal, { unreadable, records, leftOut }: ReadSummary): void {
  if (unreadable.count === 0) return;
  const lines = unreadable.count === 1 ? 'One line is' : `${count(unreadable.count)} lines are`;
  terminal.warn(`${terminal.paintWarning('yellow', `${lines} not counted:`)}`);
  for (const { file, line, message } of unreadable.named)
    terminal.warn(`  ${printable(file)}${line === undefined ? '' : `:${line}`}: ${printable(message)}`);
  const more = unreadable.count - unreadable.named.length;
  if (more > 0) terminal.warn(`  … and ${count(more)} more`);
  const isNoNdjson =
    records + leftOut === 0 && unreadable.named.some(({ message }) => message === WRONG_LINES.notJson);
  if (isNoNdjson) terminal.warn(EXPECTED);
}
