import type { ReadSummary } from '../decisions/read-summary.js';
import type { Terminal } from '../terminal/terminal.js';
import { printable } from './words.js';

/** Names the policies that decided, if none of them is the one that was asked for. */
export function warnOfOtherPolicies(
  terminal: Terminal,
  asked: string | undefined,
  { otherPolicies }: ReadSummary,
): void {
  if (asked === undefined || otherPolicies === undefined) return;
  const names = otherPolicies.map(printable).join(', ');
  terminal.warn(
    terminal.paintWarning(
      'yellow',
      `No decision is by a policy ${printable(asked)}; there are those of ${names}.`,
    ),
  );
}
