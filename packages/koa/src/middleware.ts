import {
  type CheckField,
  createAdapter,
  createFieldCheck,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  isClientGone,
  koaTrustsAnyProxy,
  mayHaveStreamBody,
  type ProblemResponse,
  placeDecision,
  type Requirement,
  type RequireOptions,
  type RouteRequirement,
  readEdgeRequirement,
  readRequirement,
  refuseUncalled,
  type Skip,
  toGuard,
  withStatus,
} from '@fingerprint-guard/core';
import type { Context, Middleware } from 'koa';
import { matchedRoute, toIncomingRequest } from './request.js';

/** Options of `requireFingerprint`. `onBlocked` finds the default answer on `ctx` and may replace it. */
export type RequireFingerprintOptions = RequireOptions<Context>;

const adapter = createAdapter<Context>({
  translate: toIncomingRequest,
  identity: (ctx) => ctx.req,
  attach(ctx, decision) {
    // An application may have cleared it, and then there is nothing to keep.
    if (ctx.state === undefined || ctx.state === null) ctx.state = {};
    placeDecision(ctx.state, decision);
  },
  trustsAnyProxy: ({ request }) => koaTrustsAnyProxy(request),
  isGone: ({ req }) => isClientGone(req),
  mayHaveBody: ({ req }) => mayHaveStreamBody(req),
  isRouted: (ctx) => matchedRoute(ctx) !== undefined,
});

/**
 * Judges requests that carry an event and attaches the decision as `ctx.state.fingerprint`; never blocks a request, and
 * does not consume the event ID. Routes behind it need no guard of their own.
 * @param guard A guard, or the options of one.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` if the options have issues.
 * @example
 * ```ts
 * import { fingerprint } from '@fingerprint-guard/koa';
 * import Koa from 'koa';
 *
 * const app = new Koa();
 * app.use(fingerprint(guard));
 * app.use((ctx) => {
 *   ctx.body = { bot: ctx.state.fingerprint?.signals.bot ?? 'not known' };
 * });
 * ```
 */
export function fingerprint(
  guard: FingerprintGuard | FingerprintGuardOptions,
  options: { skip?: Skip<Context> | undefined } = {},
): Middleware {
  refuseUncalled('fingerprint', [guard, options]);
  const attached = toGuard(guard);
  return async (ctx, next) => {
    await adapter.attach(ctx, attached, options.skip);
    await next();
  };
}

/**
 * Blocks requests that the policy blocks: with 403 or 503 and problem details, or as `onBlocked` answers. The
 * middleware behind it sees the decision as `ctx.state.fingerprint`.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own. The guard
 * is the one attached before.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. With a guard attached before, a
 * request fails with these, or with `ERR_FP_NO_GUARD` if there is none.
 * @example
 * ```ts
 * import { fingerprint, requireFingerprint } from '@fingerprint-guard/koa';
 * import Koa from 'koa';
 *
 * const app = new Koa();
 * app.use(fingerprint(guard));
 * app.use(requireFingerprint('login'));
 * app.use((ctx) => {
 *   ctx.body = { visitorId: ctx.state.fingerprint?.signals.visitorId };
 * });
 * ```
 */
export function requireFingerprint(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): Middleware;
/** Does the same, with its own guard. */
export function requireFingerprint(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): Middleware;
export function requireFingerprint(...args: unknown[]): Middleware {
  return requiring(readRequirement(args));
}

/**
 * Blocks requests that the policy blocks, as `requireFingerprint` does, but checks the request itself: by its headers
 * and address, without an event from a page. For APIs, and for pages that agents read. Each request is one call of the
 * Server API (v4); see `checkEdge` of the guard. **Its result never replaces an event**: a route that requires one
 * still needs it.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own. The guard
 * is the one attached before.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. With a guard attached before, a
 * request fails with these, or with `ERR_FP_NO_GUARD` if there is none.
 * @example
 * ```ts
 * import { fingerprint, requireEdge } from '@fingerprint-guard/koa';
 * import Koa from 'koa';
 *
 * const app = new Koa();
 * app.use(fingerprint(guard));
 * app.use(requireEdge('login'));
 * app.use((ctx) => {
 *   ctx.body = { agent: ctx.state.fingerprint?.signals.agentName };
 * });
 * ```
 */
export function requireEdge(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): Middleware;
/** Does the same, with its own guard. */
export function requireEdge(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): Middleware;
export function requireEdge(...args: unknown[]): Middleware {
  return requiring(readEdgeRequirement(args));
}

function requiring(requirement: Requirement<RequireFingerprintOptions>): Middleware {
  const { onBlocked = () => undefined } = requirement.options;
  return async (ctx, next) => {
    const blocked = await adapter.require(ctx, requirement);
    if (!blocked) await next();
    else await answer(ctx, blocked.problem, () => onBlocked(blocked.decision, ctx));
  };
}

/**
 * Puts the problem on `ctx`. Its media type and its length come last, so that an answer that replaces it has its own,
 * even one that bypasses Koa with `ctx.res`.
 */
async function answer(ctx: Context, problem: ProblemResponse, replace: () => unknown): Promise<void> {
  const { 'content-type': mediaType = '', ...others } = problem.headers;
  const text = JSON.stringify(problem.body);
  ctx.status = problem.status;
  ctx.set(others);
  ctx.body = text;
  for (const name of ['content-type', 'content-length']) ctx.remove(name);
  await replace();
  if (ctx.body !== text || ctx.respond === false) return;
  ctx.body = JSON.stringify(withStatus(problem, ctx.status, problem.status).body);
  ctx.set('content-type', mediaType);
}

/**
 * Checks a field of a GraphQL request with the guard attached by `fingerprint`, as `requireFingerprint` checks a route.
 * Call it in the field's resolver, because all fields of a GraphQL request share one route. **Each checked field of a
 * mutation needs its own event**: for a second one in the same request, by an alias or in a batch, the ID is already
 * used. Fields of queries share the request's event, with each other and with one mutation.
 * @param ctx Koa's context.
 * @param info The last argument of the resolver.
 * @param policy A policy's name, or a policy made by `definePolicy`; without one, the guard's own.
 * @throws FingerprintError `ERR_FP_CONTEXT` for a subscription, and without `info`; `ERR_FP_NO_GUARD` without a guard;
 * `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY` for issues in the options or the policy.
 * @example
 * ```ts
 * import { checkField } from '@fingerprint-guard/koa';
 * import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
 * import type { Context } from 'koa';
 *
 * interface Visit {
 *   ctx: Context;
 * }
 * async function login(_root: unknown, _args: unknown, { ctx }: Visit, info: GraphQLResolveInfo) {
 *   const { decision, blocked } = await checkField(ctx, info, 'login');
 *   if (blocked) throw new GraphQLError(blocked.message, { extensions: blocked.extensions });
 *   return decision.signals.visitorId;
 * }
 * ```
 */
export const checkField: CheckField<Context> = createFieldCheck(adapter);
