import type { Decision } from '../decision/decision.js';
import { isFingerprintError, sectionOf } from '../lib/errors.js';
import type { Warn } from '../lib/warnings.js';
import type { ExplainBlocked } from './explain-blocked.js';
import type { Pipeline } from './pipeline.js';

/**
 * Builds the step that makes a decision visible: to the application's hook, and in the log if it fails open, the guard is
 * refused, or something else answers in the API's place; on a developer's machine also if it blocks. A hook that throws or rejects is warned of and never breaks a request.
 */
export function createRecordDecision(
  onDecision: ((decision: Decision) => unknown) | undefined,
  warn: Warn,
  explainBlocked: ExplainBlocked,
): Pipeline['recordDecision'] {
  const hookFailed = (error: unknown) => warn('onDecision', 'the hook onDecision fails', error);
  return (decision, storeFailure) => {
    warnOfFailure(decision, storeFailure, warn);
    explainBlocked(decision);
    if (!onDecision) return;
    try {
      Promise.resolve(onDecision(decision)).catch(hookFailed);
    } catch (error) {
      hookFailed(error);
    }
  };
}

function warnOfFailure({ failedOpen, signals, error }: Decision, storeFailure: unknown, warn: Warn): void {
  const { lookup, lookupCause, replayStore } = signals;
  const seeMore = `; see ${error?.help ?? sectionOf('operate', 'unavailable')}`;
  const outcome = failedOpen ? 'requests pass without it' : 'requests are stopped for it';
  if (lookup === 'refused' && lookupCause !== undefined) {
    warn(
      lookupCause,
      `${error?.message ?? 'the Server API refuses this guard'}: check key, region and plan; ${outcome}${seeMore}`,
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
      `an id is answered by something else than the API, which answers others: it counts as unknown. If visitors are stopped for it, check what is between this server and the API (${error.cause.message})`,
    );
  } else if (failedOpen && lookup === 'unavailable') {
    warn(
      lookupCause ?? 'unavailable',
      `${error?.message ?? 'the Server API is unavailable'}; ${outcome}${seeMore}`,
    );
  } else if (failedOpen && replayStore === 'unavailable') {
    warn(
      'replay-store',
      `the replay store is unavailable, so an id could be used twice; ${outcome}`,
      storeFailure,
    );
  }
}
