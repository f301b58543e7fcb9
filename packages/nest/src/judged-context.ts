import type { ExecutionContext } from '@nestjs/common';

const JUDGED = Symbol.for('fingerprint-guard.nest.judged');

/**
 * Notes that a call of a handler was judged and may go on. All guards of one call share its context: listed twice (for
 * the application, the class, the handler), the guard judges once.
 */
export function markJudged(context: ExecutionContext): void {
  Object.defineProperty(context, JUDGED, { value: true, configurable: true });
}

/** True if a guard before this one judged the same call. */
export function isJudged(context: ExecutionContext): boolean {
  return Object.hasOwn(context, JUDGED);
}
