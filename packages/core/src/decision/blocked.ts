import type { Decision } from './decision.js';

/** The relation of a request to its decision. */
export interface BlockedOptions {
  /** Something requires the decision. @defaultValue `true` */
  required?: boolean | undefined;
  /**
   * Let a challenged request through to a handler that does the step-up itself; only if it has an event.
   * @defaultValue `false`
   */
  passChallenge?: boolean | undefined;
}

/**
 * True if a request with this decision is blocked.
 * @example
 * ```ts
 * import { isBlocked } from '@fingerprint-guard/core';
 *
 * const wouldBlock = decisions.filter((decision) => isBlocked({ ...decision, mode: 'enforce' }));
 * ```
 */
export function isBlocked(
  { action, mode, event }: Pick<Decision, 'action' | 'mode'> & { event?: Decision['event'] | undefined },
  { required = true, passChallenge = false }: BlockedOptions = {},
): boolean {
  const stepsUp = passChallenge && action === 'challenge' && event !== undefined;
  return action !== 'allow' && mode === 'enforce' && required && !stepsUp;
}
