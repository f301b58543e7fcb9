import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type CheckField,
  createAdapter,
  createFieldCheck,
  expressTrustsAnyProxy,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  isClientGone,
  mayHaveStreamBody,
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
import type { Request, Response } from 'express';
import { answer } from './answer.js';
import { toIncomingRequest } from './request.js';

/** The objects with which `onBlocked` can answer, before it returns or before its promise resolves. */
export interface BlockedContext {
  /** The blocked request. */
  req: Request;
  /** Its response, for `onBlocked` to send. */
  res: Response;
}

/** Options of `requireFingerprint`. */
export type RequireFingerprintOptions = RequireOptions<Request, BlockedContext>;

/**
 * Middleware for any route. It takes the parts that all requests have in common, so that the types of a route's
 * parameters, body and locals are those of the handlers behind it.
 */
export type FingerprintMiddleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

const adapter = createAdapter<Request>({
  translate: toIncomingRequest,
  identity: (request) => request,
  attach: placeDecision,
  trustsAnyProxy: expressTrustsAnyProxy,
  isGone: isClientGone,
  mayHaveBody: mayHaveStreamBody,
  isRouted: (request) => request.route !== undefined,
});

/**
 * Judges requests that carry an event and attaches the decision as `req.fingerprint`; never blocks a request, and does
 * not consume the event ID. Routes behind it need no guard of their own.
 * @param guard A guard, or the options of one.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` if the options have issues.
 * @example
 * ```ts
 * import { fingerprint } from '@fingerprint-guard/express';
 * import express from 'express';
 *
 * const app = express();
 * app.use(express.json());
 * app.use(fingerprint(guard));
 * app.get('/', (req, res) => {
 *   res.json({ bot: req.fingerprint?.signals.bot ?? 'not known' });
 * });
 * ```
 */
export function fingerprint(
  guard: FingerprintGuard | FingerprintGuardOptions,
  options?: { skip?: Skip<Request> | undefined },
): FingerprintMiddleware;
export function fingerprint(
  ...args: [FingerprintGuard | FingerprintGuardOptions, { skip?: Skip<Request> | undefined }?]
): FingerprintMiddleware {
  refuseUncalled('fingerprint', args);
  const [guard, options = {}] = args;
  const attached = toGuard(guard);
  return (req, _res, next) => {
    adapter.attach(req as Request, attached, options.skip).then(() => next(), next);
  };
}

/**
 * Blocks requests that the policy blocks: with 403 or 503 and problem details, or as `onBlocked` answers. The handlers
 * behind it see the decision as `req.fingerprint`.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own. The guard
 * is the one attached before.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. With a guard attached before, a
 * request fails with these, or with `ERR_FP_NO_GUARD` if there is none.
 * @example
 * ```ts
 * import { fingerprint, requireFingerprint } from '@fingerprint-guard/express';
 * import express from 'express';
 *
 * const app = express();
 * app.use(fingerprint(guard));
 * app.post('/login', requireFingerprint('login'), (req, res) => {
 *   res.json({ visitorId: req.fingerprint?.signals.visitorId });
 * });
 * app.post('/pay', requireFingerprint('payment', { passChallenge: true }), (req, res) => {
 *   res.json({ stepUp: req.fingerprint?.action === 'challenge' });
 * });
 * ```
 */
export function requireFingerprint(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintMiddleware;
/** Does the same, with its own guard. */
export function requireFingerprint(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintMiddleware;
export function requireFingerprint(...args: unknown[]): FingerprintMiddleware {
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
 * import { fingerprint, requireEdge } from '@fingerprint-guard/express';
 * import express from 'express';
 *
 * const app = express();
 * app.use(fingerprint(guard));
 * app.get('/api/prices', requireEdge('login'), (req, res) => {
 *   res.json({ agent: req.fingerprint?.signals.agentName });
 * });
 * ```
 */
export function requireEdge(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintMiddleware;
/** Does the same, with its own guard. */
export function requireEdge(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintMiddleware;
export function requireEdge(...args: unknown[]): FingerprintMiddleware {
  return requiring(readEdgeRequirement(args));
}

function requiring(requirement: Requirement<RequireFingerprintOptions>): FingerprintMiddleware {
  const { onBlocked } = requirement.options;

  /** True if the request may go on. */
  async function judge(req: Request, res: Response): Promise<boolean> {
    const blocked = await adapter.require(req, requirement);
    if (!blocked) return true;
    const { statusCode: before } = res;
    await onBlocked?.(blocked.decision, { req, res });
    if (!res.headersSent) answer(res, withStatus(blocked.problem, res.statusCode, before));
    return false;
  }

  return (req, res, next) => {
    judge(req as Request, res as Response).then((passes) => passes && next(), next);
  };
}

/**
 * Checks a field of a GraphQL request with the guard attached by `fingerprint`, as `requireFingerprint` checks a route.
 * Call it in the field's resolver, because all fields of a GraphQL request share one route. **Each checked field of a
 * mutation needs its own event**: for a second one in the same request, by an alias or in a batch, the ID is already
 * used. Fields of queries share the request's event, with each other and with one mutation.
 * @param req Express's request.
 * @param info The last argument of the resolver.
 * @param policy A policy's name, or a policy made by `definePolicy`; without one, the guard's own.
 * @throws FingerprintError `ERR_FP_CONTEXT` for a subscription, and without `info`; `ERR_FP_NO_GUARD` without a guard;
 * `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY` for issues in the options or the policy.
 * @example
 * ```ts
 * import { checkField } from '@fingerprint-guard/express';
 * import type { Request } from 'express';
 * import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
 *
 * interface Visit {
 *   req: Request;
 * }
 * async function login(_root: unknown, _args: unknown, { req }: Visit, info: GraphQLResolveInfo) {
 *   const { decision, blocked } = await checkField(req, info, 'login');
 *   if (blocked) throw new GraphQLError(blocked.message, { extensions: blocked.extensions });
 *   return decision.signals.visitorId;
 * }
 * ```
 */
export const checkField: CheckField<Request> = createFieldCheck(adapter);
