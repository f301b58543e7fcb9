import {
  type FingerprintGuard,
  type Requirement,
  type RouteRequirement,
  readEdgeRequirement,
  readRequirement,
} from '@fingerprint-guard/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { judge, type RequireFingerprintOptions } from './adapter.js';
import { registrationOf } from './registration.js';

/** The common parts of requests and replies of every server, including HTTP/2's. */
interface OfAnyServer {
  readonly raw: object;
  readonly server: object;
}

/**
 * A hook of a route, for `preValidation` or `preHandler`, on a server of any kind: it takes Fastify's own request and
 * reply.
 */
export type FingerprintHook = (request: OfAnyServer, reply: OfAnyServer) => Promise<unknown>;

/**
 * Does what a route's `config.fingerprint` does, as a hook: for routes that choose what runs before it, such as a
 * log-in. As `preHandler` it reads the body as the route's schema has left it, unless the plugin has read it before.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own. The guard
 * is the one registered.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`; the latter two when the route
 * is added, if the guard is registered. With none registered, the request fails with `ERR_FP_NO_GUARD`.
 * @example
 * ```ts
 * import { fingerprint, requireFingerprint } from '@fingerprint-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * await app.register(fingerprint, { guard });
 * app.post('/login', { preValidation: requireFingerprint('login') }, async (request) => ({
 *   visitorId: request.fingerprint?.signals.visitorId,
 * }));
 * ```
 */
export function requireFingerprint(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintHook;
/** Does the same, with its own guard. */
export function requireFingerprint(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintHook;
export function requireFingerprint(...args: unknown[]): FingerprintHook {
  return hookOf(readRequirement(args));
}

/**
 * Blocks requests that the policy blocks, as `requireFingerprint` does, but checks the request itself: by its headers
 * and address, without an event from a page. For APIs, and for pages that agents read. Each request is one call of the
 * Server API (v4); see `checkEdge` of the guard. **Its result never replaces an event**: a route that requires one
 * still needs it.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the guard's own. The guard
 * is the one registered.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`; the latter two when the route
 * is added, if the guard is registered. With none registered, the request fails with `ERR_FP_NO_GUARD`.
 * @example
 * ```ts
 * import { fingerprint, requireEdge } from '@fingerprint-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * await app.register(fingerprint, { guard });
 * app.get('/api/prices', { preValidation: requireEdge('login') }, async (request) => ({
 *   agent: request.fingerprint?.signals.agentName,
 * }));
 * ```
 */
export function requireEdge(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintHook;
/** Does the same, with its own guard. */
export function requireEdge(
  guard: FingerprintGuard,
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): FingerprintHook;
export function requireEdge(...args: unknown[]): FingerprintHook {
  return hookOf(readEdgeRequirement(args));
}

function hookOf(requirement: Requirement<RequireFingerprintOptions>): FingerprintHook {
  const hook: FingerprintHook = (given, reply) => {
    const request = given as FastifyRequest;
    const guard = requirement.guard ?? registrationOf(request.server)?.guard;
    return judge(guard ? { ...requirement, guard } : requirement, request, reply as FastifyReply);
  };
  return Object.defineProperty(hook, REQUIREMENT, { value: requirement });
}

const REQUIREMENT = Symbol.for('fingerprint-guard.fastify.requirement');

/** Finds the requirement of a hook; undefined for any other hook. */
export const requirementOfHook = (hook: object): Requirement<RequireFingerprintOptions> | undefined =>
  (hook as { [REQUIREMENT]?: Requirement<RequireFingerprintOptions> })[REQUIREMENT];
