import type { ContradictionSummary } from '../labels/contradictions.js';
import type { Terminal } from '../terminal/terminal.js';
import { count, counted, printable } from './words.js';

/** Names the subjects of contradicting labels, on standard error. */
export function warnOfContradictions(
  terminal: Terminal,
  { count: all, decisions, named }: ContradictionSummary,
): void {
  if (all === 0) return;
  const what = `labels say both fraud and good of ${counted(decisions, 'decision')}, counted as fraud:`;
  terminal.warn(terminal.paintWarning('yellow', what));
  for (const { by, id } of named) terminal.warn(`  ${by} ${printable(id)}`);
  if (all > named.length) terminal.warn(`  … and ${count(all - named.length)} more`);
}
