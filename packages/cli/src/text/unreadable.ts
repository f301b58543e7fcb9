import type { ReadSummary } from '../decisions/read-summary.js';
import type { Terminal } from '../terminal/terminal.js';
import { count, printable } from './words.js';

/** Lists the lines that are not records, with the errors. */
export function warnOfUnreadable(terminal: Terminal, { unreadable }: ReadSummary): void {
  if (unreadable.count === 0) return;
  const lines = unreadable.count === 1 ? 'One line is' : `${count(unreadable.count)} lines are`;
  terminal.warn(`${terminal.paintWarning('yellow', `${lines} not counted:`)}`);
  for (const { file, line, message } of unreadable.named)
    terminal.warn(`  ${printable(file)}${line === undefined ? '' : `:${line}`}: ${printable(message)}`);
  const more = unreadable.count - unreadable.named.length;
  if (more > 0) terminal.warn(`  … and ${count(more)} more`);
}
