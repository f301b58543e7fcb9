import type { Decision } from '../decision/decision.js';
import { isFingerprintError } from '../lib/errors.js';
import type { Warn } from '../lib/warnings.js';
import type { Pipeline } from './pipeline.js';

/**
 * Builds the step that makes a decision visible: to the application's hook, and in the log if it fails open, the guard is
 * refused, or something else answers in the API's place. A hook that throws or rejects is warned of and never breaks a request.
 */
export function createRecordDecision(
  onDecision: ((decision: Decision) => unknown) | undefined,
  warn: Warn,
): Pipeline['recordDecision'] {
  const hookFailed = () => warn('onDecision', 'the hook onDecision fails');
  return (decision) => {
    warnOfFailure(decision, warn);
    if (!onDecision) return;
    try {
      Promise.resolve(onDecision(decision)).catch(hookFailed);
    } catch {
      hookFailed();
    }
  };
}

function warnOfFailure({ failedOpen, signals, error }: Decision, warn: Warn): void {
  const { lookup, lookupCause, replayStore } = signals;
  const seeMore = error ? `; see ${error.help}` : '';
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
    warn('replay-store', `the replay store is unavailable, so an id could be used twice; ${outcome}`);
  }
}
