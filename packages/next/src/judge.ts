import {
  type Decision,
  FingerprintError,
  isFingerprintGuard,
  isSkipped,
  type OwnOptions,
  readRequirement,
} from '@fingerprint-guard/core/fetch';
import { checkRequest } from '@fingerprint-guard/web';
import type { NextRequest } from 'next/server.js';
import { afterAnswer } from './after-answer.js';
import { type GuardSource, readGuardSource } from './guard-source.js';
import { OWN_OPTIONS, type WithFingerprintOptions } from './options.js';

/** The outcome of a check. */
export interface Judged {
  /** Undefined for a request that was skipped, and for a CORS preflight. */
  decision?: Decision | undefined;
  /** The answer to send; undefined if the request goes on. */
  answer?: Response | undefined;
}

interface JudgeOptions extends WithFingerprintOptions {
  claim?: boolean | undefined;
}

/**
 * Creates the function that checks requests of one route.
 * @param name The name of the function that received the arguments, for errors.
 * @param own Checks for the options that it has in addition to those of every framework.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
 */
export function createJudge(
  name: string,
  source: GuardSource,
  [first, second]: readonly unknown[],
  own: OwnOptions = OWN_OPTIONS,
): (request: NextRequest) => Promise<Judged> {
  const guardOf = readGuardSource(name, source);
  if (typeof first === 'function' || typeof second === 'function')
    throw new FingerprintError('ERR_FP_OPTION', `${name}: expected a policy or options, not a function`);
  const { policy, options } = readRequirement<JudgeOptions>([first, second], true, own);
  if (isFingerprintGuard(source)) source.requirePolicy(policy);
  const { skip, onBlocked, ip, ...rest } = options;

  return async (request) => {
    // With cache components, a build calls handlers of GET, up to their first look at the request: there are no keys yet.
    void request.headers;
    const guard = guardOf();
    // Before anything that may skip the request, so that the very first request reports a misspelt policy.
    guard.requirePolicy(policy);
    if (await isSkipped(skip, request)) return {};
    const { decision, blocked } = await checkRequest(guard, request, {
      ...rest,
      policy,
      ip: ip?.(request),
      waitUntil: afterAnswer,
    });
    if (blocked === undefined) return { decision };
    const chosen = decision && (await onBlocked?.(decision, request));
    return { decision, answer: chosen instanceof Response ? chosen : blocked };
  };
}
