import {
  type CheckField,
  createAdapter,
  createFieldCheck,
  expressBelievesAnyProxy,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  isClientGone,
  mayHaveStreamBody,
  type PolicyConfig,
  placeDecision,
  type RequireOptions,
  readRequirement,
  type Skip,
  toGuard,
} from '@fingerprint-guard/core';
import type { Request, RequestHandler, Response } from 'express';
import { answer } from './answer.js';
import { toIncomingRequest } from './request.js';

/** What `onBlocked` is given to answer with, before it returns or before its promise resolves. */
export interface BlockedContext {
  /** The request that is blocked. */
  req: Request;
  /** Its response, for `onBlocked` to send. */
  res: Response;
}

/** Options of `requireFingerprint`. */
export type RequireFingerprintOptions = RequireOptions<Request, BlockedContext>;

const adapter = createAdapter<Request>({
  translate: toIncomingRequest,
  identity: (request) => request,
  attach: placeDecision,
  trustsAnyProxy: expressBelievesAnyProxy,
  isGone: isClientGone,
  mayHaveBody: mayHaveStreamBody,
  isRouted: (request) => request.route !== undefined,
});

/**
 * Judges what carries an event and attaches the decision as `req.fingerprint`; never stops a request, and leaves the
 * event id unused. Routes behind it need no guard of their own.
 * @param guard A guard, or the options of one.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` where the options have issues.
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
  options: { skip?: Skip<Request> | undefined } = {},
): RequestHandler {
  const attached = toGuard(guard);
  return (req, _res, next) => {
    adapter.attach(req, attached, options.skip).then(() => next(), next);
  };
}

/**
 * Stops what the policy stops: with 403 or 503 and problem details, or as `onBlocked` answers. The handlers behind it
 * see the decision as `req.fingerprint`.
 * @param policy A policy's name, or a policy; without one, the guard's own. The guard is the one attached before.
 * @throws FingerprintError `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. With no guard attached, the request fails with
 * `ERR_FP_NO_GUARD`.
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
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): RequestHandler;
/** The same, by a guard of its own. */
export function requireFingerprint(
  guard: FingerprintGuard,
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): RequestHandler;
export function requireFingerprint(...args: unknown[]): RequestHandler {
  const requirement = readRequirement<RequireFingerprintOptions>(args);
  const { onBlocked } = requirement.options;

  /** True where the request may go on. */
  async function judge(req: Request, res: Response): Promise<boolean> {
    const blocked = await adapter.require(req, requirement);
    if (!blocked) return true;
    await onBlocked?.(blocked.decision, { req, res });
    if (!res.headersSent) answer(res, blocked.problem);
    return false;
  }

  return (req, res, next) => {
    judge(req, res).then((passes) => passes && next(), next);
  };
}

/**
 * Judges a field of a GraphQL request by the guard attached with `fingerprint`, as `requireFingerprint` judges a route: for
 * the resolver of the field to ask, as everything of a GraphQL request comes by one route. **Each checked field of a mutation
 * needs an event of its own**: to a second one of the same request, by an alias or in a batch, the id is used already.
 * Fields of queries share the request's event, with each other and with one mutation.
 * @param req Express's request.
 * @param info What the resolver is given as its last argument.
 * @param policy A policy's name, or a policy made by `definePolicy`; without one, the guard's own.
 * @throws FingerprintError `ERR_FP_CONTEXT` for a subscription; `ERR_FP_NO_GUARD`, `ERR_FP_POLICY` or
 * `ERR_FP_UNKNOWN_POLICY`.
 */
export const checkField: CheckField<Request> = createFieldCheck(adapter);
