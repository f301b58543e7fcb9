import {
  type Decision,
  FingerprintError,
  type PolicyConfig,
  type RouteRequirement,
} from '@fingerprint-guard/core/fetch';
import type { NextRequest } from 'next/server.js';
import type { GuardSource } from './guard-source.js';
import { createJudge } from './judge.js';
import type { WithFingerprintOptions } from './options.js';

/** The parameters of a route, by name: the parts of its path in brackets. */
export type RouteParams = Record<string, string | string[] | undefined>;

/** The second argument of a guarded handler: Next's own, plus the decision. */
export interface FingerprintContext<Params = RouteParams> {
  /** The parameters of the route, as Next provides them. */
  params: Promise<Params>;
  /** The guard's decision on this request. */
  fingerprint: Decision;
}

/** The second argument of the handler of a route that may be skipped. */
export interface SkippableContext<Params = RouteParams> {
  /** The parameters of the route, as Next provides them. */
  params: Promise<Params>;
  /** The guard's decision on this request; undefined for one that was skipped. */
  fingerprint: Decision | undefined;
}

type Answer = Response | Promise<Response>;

/**
 * Guards a handler, and returns a handler for Next. The context's type is that of the handler's second parameter, such
 * as `FingerprintContext<{ id: string }>`.
 */
export type GuardHandler<Context extends { fingerprint: Decision | undefined }> = <
  Own extends Pick<Context, 'fingerprint'> = Context,
>(
  handler: (request: NextRequest, context: Own) => Answer,
) => (request: NextRequest, context: Omit<Own, 'fingerprint'>) => Promise<Response>;

/**
 * Guards a route handler of the App Router: a request that the policy blocks does not reach it, and is answered with 403 or
 * 503 and problem details, or by `onBlocked`. The handler finds the decision in `context.fingerprint`, next to `params`, and can
 * read the request as usual.
 * @param guard A guard, or a function that returns one: see `shareGuard`.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. If a function returns the guard, the first
 * request fails with the latter two.
 * @example
 * ```ts
 * import { type FingerprintContext, withFingerprint } from '@fingerprint-guard/next';
 *
 * // app/api/orders/[id]/route.ts
 * export const POST = withFingerprint(guard, 'login')(
 *   async (request, { params, fingerprint }: FingerprintContext<{ id: string }>) => {
 *     const { id } = await params;
 *     const order = (await request.json()) as { tea: string };
 *     return Response.json({ id, ...order, visitorId: fingerprint.signals.visitorId });
 *   },
 * );
 * ```
 */
export function withFingerprint(
  guard: GuardSource,
  policy?: RouteRequirement<WithFingerprintOptions & { skip?: undefined }>,
  options?: WithFingerprintOptions & { skip?: undefined },
): GuardHandler<FingerprintContext>;
/** Does the same for a route with `skip`, whose requests may have no decision. */
export function withFingerprint(
  guard: GuardSource,
  policy?: RouteRequirement<WithFingerprintOptions>,
  options?: WithFingerprintOptions,
): GuardHandler<SkippableContext>;
export function withFingerprint(
  guard: GuardSource,
  policy?: RouteRequirement<WithFingerprintOptions> | PolicyConfig,
  options?: WithFingerprintOptions,
): GuardHandler<SkippableContext> {
  const judge = createJudge('withFingerprint', guard, [policy, options]);
  return (handler) => {
    if (typeof handler !== 'function')
      throw new FingerprintError(
        'ERR_FP_OPTION',
        'withFingerprint guards a handler: write withFingerprint(guard)(handler)',
      );
    return async (request, context) => {
      const { decision, answer } = await judge(request);
      return (
        answer ?? handler(request, { ...context, fingerprint: decision } as Parameters<typeof handler>[1])
      );
    };
  };
}
