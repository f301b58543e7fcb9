import {
  createFingerprintGuard,
  defineFingerprintGuard,
  describeRequest,
  FingerprintError,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  type IncomingRequest,
  isBlocked,
  type PolicyConfig,
  type PresetName,
} from '@fingerprint-guard/core';
import { decide, type StubbedDecision, type StubbedVerdict } from './stubbed-decision.js';

/** Options of the stub that stands in for the application's own guard. */
export interface GuardDecidingOptions extends StubbedDecision {
  /** Policies by name, so that a misspelt name is an error. @defaultValue any name is accepted */
  policies?: Readonly<Record<string, PolicyConfig | PresetName>>;
}

/**
 * Builds a guard with a fixed verdict, for tests of handlers. Every adapter accepts it as a guard. It makes no call,
 * needs no key, and reads no request: `blocked` follows from action, mode and the route's requirement, as it does in a
 * check. The visit is an honest one except for `signals` and `event`; `observed` and `unknown` come from the route's
 * policy, or from `recommended` if only its name is known.
 *
 * A receiver of webhooks works as usual. Every call of `api` rejects with `ERR_FP_OPTION`.
 * @param verdict `'deny'`, `{ action: 'challenge', reasons: [{ rule: 'vpn' }] }`, or a function of the request, the
 * policy and the framework's own request.
 * @param options Fields of every decision; those of a verdict take precedence.
 * @throws FingerprintError `ERR_FP_OPTION` for a verdict that no guard could reach, `ERR_FP_POLICY` for issues in
 * `policies`. Those of a function's verdict reject the check.
 * @example
 * ```ts
 * import { guardDeciding } from '@fingerprint-guard/testing';
 *
 * const app = createApp(guardDeciding('deny'));
 * createApp(guardDeciding({ action: 'challenge', reasons: [{ rule: 'vpn' }] }));
 * ```
 */
export function guardDeciding(
  verdict:
    | StubbedVerdict
    | ((
        request: IncomingRequest,
        policy: string | PolicyConfig | undefined,
        native?: object | undefined,
      ) => StubbedVerdict | Promise<StubbedVerdict>),
  options: GuardDecidingOptions = {},
): FingerprintGuard {
  const { policies, ...particulars } = options;
  const guard = createFingerprintGuard({
    apiKey: 'none',
    dispatcher: NO_CALLS,
    logger: false,
    ...(policies ? { policies } : {}),
  });
  let known = policies;
  const settle = (given: StubbedVerdict, policy: string | PolicyConfig | undefined) =>
    decide({ ...particulars, ...(typeof given === 'string' ? { action: given } : given) }, policy, known);
  if (typeof verdict !== 'function') settle(verdict, undefined);
  let closed = false;

  const requirePolicy: FingerprintGuard['requirePolicy'] = (policy) => {
    if (known || typeof policy !== 'string') guard.requirePolicy(policy);
  };

  const check: FingerprintGuard['check'] = async (
    request,
    policy,
    { required = true, passChallenge, native, context = native } = {},
  ) => {
    if (closed) throw new FingerprintError('ERR_FP_CLOSED', 'the guard is closed');
    requirePolicy(policy);
    const given = typeof verdict === 'function' ? await verdict(request, policy, context) : verdict;
    const decision = settle(given, policy);
    return {
      ...decision,
      at: Date.now(),
      required,
      request: describeRequest(request),
      blocked: isBlocked(decision, { required, passChallenge }),
    };
  };

  return defineFingerprintGuard({
    ...guard,
    requirePolicy,
    setPolicies(given) {
      guard.setPolicies(given);
      known = given.policies ?? known;
    },
    check,
    checkEdge: check,
    close() {
      closed = true;
      return guard.close();
    },
  });
}

/** Connections that make no calls. */
const NO_CALLS = {
  dispatch() {
    throw new FingerprintError('ERR_FP_OPTION', 'a guard of guardDeciding() has no Server API to call');
  },
} as unknown as NonNullable<FingerprintGuardOptions['dispatcher']>;
