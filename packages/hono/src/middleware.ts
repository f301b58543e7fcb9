import {
  type BodyOptions,
  type CheckField,
  checkBodyOptions,
  createAdapter,
  createFieldCheck,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  hasFetchBody,
  isClientGone,
  mayHaveStreamBody,
  type Requirement,
  type RequireOptions,
  type RouteRequirement,
  readEdgeRequirement,
  readRequirement,
  refuseUncalled,
  type Skip,
  toGuard,
  withStatus,
} from '@fingerprint-guard/core/fetch';
import type { Context, MiddlewareHandler } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { readBody } from './body.js';
import { executionOf, isRouted, nodeRequest, toIncomingRequest } from './request.js';
import { RequestScopes } from './request-scopes.js';

/** Options of `fingerprint`. */
export interface FingerprintOptions extends BodyOptions {
  /** Selects requests that are neither checked nor given a decision. @defaultValue `false` */
  skip?: Skip<Context> | undefined;
}

/** Options of `requireFingerprint`. A `Response` that `onBlocked` returns is sent instead of the problem details. */
export interface RequireFingerprintOptions extends RequireOptions<Context>, BodyOptions {}

/** One for all applications of the process: a request keeps its identity where one application calls another. */
const scopes = new RequestScopes();

const adapter = createAdapter<Context>({
  translate: toIncomingRequest,
  readBody,
  // Not the `Request`, which middleware such as Hono's own body limit replaces.
  identity: (c) => scopes.identityOf(c),
  attach: (c, decision) => c.set('fingerprint', decision),
  isGone(c) {
    const incoming = nodeRequest(c);
    return incoming ? isClientGone(incoming) : c.req.raw.signal?.aborted;
  },
  mayHaveBody(c) {
    const incoming = nodeRequest(c);
    return incoming ? mayHaveStreamBody(incoming) : hasFetchBody(c.req.raw);
  },
  isRouted,
  waitUntil: (c) => (done) => executionOf(c)?.waitUntil(done),
});

/**
 * Judges requests that carry an event and attaches the decision as `c.get('fingerprint')`; never blocks a request, and
 * does not consume the event ID. Routes behind it need no guard of their own. It reads a body of at most
 * `maxBodyBytes`, and only if no header, query or cookie contains the event ID.
 * @param guard A guard, or the options of one.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` if the options have issues.
 * @example
 * ```ts
 * import { fingerprint } from '@fingerprint-guard/hono';
 * import { Hono } from 'hono';
 *
 * const app = new Hono();
 * app.use(fingerprint(guard));
 * app.get('/', (c) => c.json({ bot: c.get('fingerprint')?.signals.bot ?? 'not known' }));
 * ```
 */
export function fingerprint(
  guard: FingerprintGuard | FingerprintGuardOptions,
  options: FingerprintOptions = {},
): MiddlewareHandler {
  refuseUncalled('fingerprint', [guard, options]);
  checkBodyOptions(options);
  const attached = toGuard(guard);
  return async (c, next) => {
    await adapter.attach(c, attached, options.skip, options);
    await scopes.run(c, next);
  };
}

/**
 * Blocks requests that the policy blocks: with 403 or 503 and problem details, or as `onBlocked` answers. The handlers
 * behind it see the decision as `c.get('fingerprint')`.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own. The guard
 * is the one attached before.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. With a guard attached before, a
 * request fails with these, or with `ERR_FP_NO_GUARD` if there is none.
 * @example
 * ```ts
 * import { fingerprint, requireFingerprint } from '@fingerprint-guard/hono';
 * import { Hono } from 'hono';
 *
 * const app = new Hono();
 * app.use(fingerprint(guard));
 * app.post('/login', requireFingerprint('login'), (c) =>
 *   c.json({ visitorId: c.get('fingerprint')?.signals.visitorId }),
 * );
 * ```
 */
export function requireFingerprint(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): MiddlewareHandler;
/** Does the same, with its own guard. */
export function requireFingerprint(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): MiddlewareHandler;
export function requireFingerprint(...args: unknown[]): MiddlewareHandler {
  return requiring(readRequirement(args, true));
}

/**
 * Blocks requests that the policy blocks, as `requireFingerprint` does, but checks the request itself: by its headers
 * and address, without an event from a page. For APIs, and for pages that agents read. Each request is one call of the
 * Server API (v4); see `checkEdge` of the guard. Only Node keeps the order of headers. **Its result never replaces an
 * event**: a route that requires one still needs it.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own. The guard
 * is the one attached before.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. With a guard attached before, a
 * request fails with these, or with `ERR_FP_NO_GUARD` if there is none.
 * @example
 * ```ts
 * import { fingerprint, requireEdge } from '@fingerprint-guard/hono';
 * import { Hono } from 'hono';
 *
 * const app = new Hono();
 * app.use(fingerprint(guard));
 * app.get('/api/prices', requireEdge('login'), (c) =>
 *   c.json({ agent: c.get('fingerprint')?.signals.agentName }),
 * );
 * ```
 */
export function requireEdge(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): MiddlewareHandler;
/** Does the same, with its own guard. */
export function requireEdge(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): MiddlewareHandler;
export function requireEdge(...args: unknown[]): MiddlewareHandler {
  return requiring(readEdgeRequirement(args));
}

function requiring(requirement: Requirement<RequireFingerprintOptions>): MiddlewareHandler {
  const { onBlocked } = requirement.options;
  return async (c, next) => {
    const blocked = await adapter.require(c, requirement);
    if (!blocked) return scopes.run(c, next);
    const before = statusOf(c);
    const answer = await onBlocked?.(blocked.decision, c);
    if (isResponse(answer)) return ownResponse(answer);
    const { status, headers, body } = withStatus(blocked.problem, statusOf(c), before);
    const text = NO_CONTENT.has(status) ? null : JSON.stringify(body);
    return c.newResponse(text, status as StatusCode, headers);
  };
}

/** Statuses whose fetch responses cannot have a body. */
const NO_CONTENT: ReadonlySet<number> = new Set([204, 205, 304]);

/** Reads the status that is set on a context, which only shows in a response that the context creates. */
const statusOf = (c: Context): number => c.newResponse(null).status;

/** True for a response of any implementation of fetch, such as undici's. */
function isResponse(value: unknown): value is Response {
  return value instanceof Response || Object.prototype.toString.call(value) === '[object Response]';
}

function ownResponse(response: Response): Response {
  if (response instanceof Response) return response;
  const { body, status, statusText, headers } = response as Response;
  return new Response(body, { status, statusText, headers: [...headers] });
}

/**
 * Checks a field of a GraphQL request with the guard attached by `fingerprint`, as `requireFingerprint` checks a route.
 * Call it in the field's resolver, because all fields of a GraphQL request share one route. **Each checked field of a
 * mutation needs its own event**: for a second one in the same request, by an alias or in a batch, the ID is already
 * used. Fields of queries share the request's event, with each other and with one mutation.
 * @param c Hono's context.
 * @param info The last argument of the resolver.
 * @param policy A policy's name, or a policy made by `definePolicy`; without one, the guard's own.
 * @throws FingerprintError `ERR_FP_CONTEXT` for a subscription, and without `info`; `ERR_FP_NO_GUARD` without a guard;
 * `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY` for issues in the options or the policy.
 * @example
 * ```ts
 * import { checkField } from '@fingerprint-guard/hono';
 * import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
 * import type { Context } from 'hono';
 *
 * interface Visit {
 *   c: Context;
 * }
 * async function login(_root: unknown, _args: unknown, { c }: Visit, info: GraphQLResolveInfo) {
 *   const { decision, blocked } = await checkField(c, info, 'login');
 *   if (blocked) throw new GraphQLError(blocked.message, { extensions: blocked.extensions });
 *   return decision.signals.visitorId;
 * }
 * ```
 */
export const checkField: CheckField<Context> = createFieldCheck(adapter);
