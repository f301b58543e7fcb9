import {
  createAdapter,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  type PolicyConfig,
  type RequireOptions,
  readRequirement,
  type Skip,
  toGuard,
} from '@fingerprint-guard/core/fetch';
import type { Context, MiddlewareHandler } from 'hono';
import { readBody, toIncomingRequest } from './request.js';

/** Options of `requireFingerprint`. A `Response` that `onBlocked` returns is sent in place of the problem details. */
export type RequireFingerprintOptions = RequireOptions<Context>;

const adapter = createAdapter<Context>({
  translate: toIncomingRequest,
  readBody,
  // Not the request: middlewares such as Hono's own body limit replace it.
  identity: (c) => c,
  attach: (c, decision) => c.set('fingerprint', decision),
});

/**
 * Judges what carries an event and attaches the decision as `c.get('fingerprint')`; never stops a request, and leaves
 * the event id unused. Routes behind it need no guard of their own.
 * @param guard A guard, or the options of one.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` where the options have issues.
 */
export function fingerprint(
  guard: FingerprintGuard | FingerprintGuardOptions,
  options: { skip?: Skip<Context> | undefined } = {},
): MiddlewareHandler {
  const attached = toGuard(guard);
  return async (c, next) => {
    await adapter.attach(c, attached, options.skip);
    await next();
  };
}

/**
 * Stops what the policy stops: with 403 or 503 and problem details, or as `onBlocked` answers. The handlers behind it
 * see the decision as `c.get('fingerprint')`.
 * @param policy A policy's name, or a policy; without one, the guard's own. The guard is the one attached before.
 * @throws FingerprintError `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. With no guard attached, the request fails with
 * `ERR_FP_NO_GUARD`.
 */
export function requireFingerprint(
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): MiddlewareHandler;
/** The same, by a guard of its own. */
export function requireFingerprint(
  guard: FingerprintGuard,
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): MiddlewareHandler;
export function requireFingerprint(...args: unknown[]): MiddlewareHandler {
  const requirement = readRequirement<RequireFingerprintOptions>(args);
  const { onBlocked } = requirement.options;
  return async (c, next) => {
    const blocked = await adapter.require(c, requirement);
    if (!blocked) return next();
    const { status, headers, body } = blocked.problem;
    const answer = await onBlocked?.(blocked.decision, c);
    return answer instanceof Response ? answer : c.body(JSON.stringify(body), status, headers);
  };
}
