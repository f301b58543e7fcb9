import type { ExecutionContext } from '@nestjs/common';

const JUDGED = Symbol.for('fingerprint-guard.nest.judged');

/**
 * Marks a handler's call as judged and allowed. All guards of one call share its context, so a guard that is listed
 * several times (for the application, the class, the handler) judges once.
 */
export function markJudged(context: ExecutionContext): void {
  Object.defineProperty(context, JUDGED, { value: true, configurable: true });
}

/** True if a guard before this one judged the same call. */
export function isJudged(context: ExecutionContext): boolean {
  return Object.hasOwn(context, JUDGED);
}
