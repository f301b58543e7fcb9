import type { Decision } from '../decision/decision.js';
import { isFingerprintError, sectionOf } from '../lib/errors.js';
import type { Warn } from '../lib/warnings.js';
import type { ExplainBlocked } from './explain-blocked.js';
import type { Pipeline } from './pipeline.js';

/**
 * Builds the step that reports a decision: to the application's hook, and to the log if it fails open, the API refuses
 * the guard, or something else answers in place of the API; on a developer's machine also if it blocks. A failing hook
 * is only logged.
 */
export function createRecordDecision(
  onDecision: ((decision: Decision) => unknown) | undefined,
  warn: Warn,
  explainBlocked: ExplainBlocked,
): Pipeline['recordDecision'] {
  const tell = async (decision: Decision) => {
    try {
      await onDecision?.(decision);
    } catch (error) {
      warn('onDecision', 'the onDecision hook fails', error);
    }
  };
  return (decision, { storeFailure, waitUntil } = {}) => {
    warnOfFailure(decision, storeFailure, warn);
    explainBlocked(decision);
    if (!onDecision) return;
    const told = tell(decision);
    waitUntil?.(told);
  };
}

function warnOfFailure({ failedOpen, signals, error }: Decision, storeFailure: unknown, warn: Warn): void {
  const { lookup, lookupCause, replayStore } = signals;
  const seeMore = `; see ${error?.help ?? sectionOf('operate', 'unavailable')}`;
  const outcome = failedOpen ? 'requests pass without it' : 'requests are blocked because of it';
  if (lookup === 'refused' && lookupCause !== undefined) {
    warn(
      lookupCause,
      `${error?.message ?? 'the Server API refuses this guard'}: check the key, the region and the plan; ${outcome}${seeMore}`,
    );
  } else if (error?.code === 'ERR_FP_OVERLOADED') {
    warn('overload', `${error.message}: ${outcome}${seeMore}`);
  } else if (lookupCause === 'foreign-answer') {
    warn(
      lookupCause,
      `${error?.message}: check baseUrl, and what is between this server and the API (proxy, gateway, firewall); ${outcome}${seeMore}`,
    );
  } else if (lookup === 'unknown' && isFingerprintError(error?.cause)) {
    warn(
      'odd-id',
      `the API does not answer for an ID, while it answers for others: the ID counts as unknown. If visitors are blocked because of it, check what is between this server and the API (${error.cause.message})`,
    );
  } else if (failedOpen && lookup === 'unavailable') {
    warn(
      lookupCause ?? 'unavailable',
      `${error?.message ?? 'the Server API is unavailable'}; ${outcome}${seeMore}`,
    );
  } else if (failedOpen && replayStore === 'unavailable') {
    warn(
      'replay-store',
      `the replay store is unavailable, so an ID could be used twice; ${outcome}`,
      storeFailure,
    );
  }
}
