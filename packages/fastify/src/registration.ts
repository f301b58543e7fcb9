import {
  FingerprintError,
  type FingerprintGuard,
  type Requirement,
  readRequirement,
  type Skip,
} from '@fingerprint-guard/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequireFingerprintOptions } from './adapter.js';
import { type FingerprintRouteConfig, type RouteConfig, requiredBy } from './route-config.js';

type RequirementOfRoute = Requirement<RequireFingerprintOptions>;

/** The plugin on one instance and everything encapsulated in it. */
export interface Registration {
  guard: FingerprintGuard;
  skip: Skip<FastifyRequest> | undefined;
  /**
   * The requirement in a route's config, read once.
   * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
   */
  requirementOf(config: RouteConfig | undefined): RequirementOfRoute | undefined;
}

/** The key under which an instance stores its registration; encapsulated instances inherit it. */
export const REGISTRATION = Symbol.for('fingerprint-guard.fastify.registration');

/** The plugin that the routes of this instance see. */
export function registrationOf(instance: FastifyInstance): Registration | undefined {
  return (instance as { [REGISTRATION]?: Registration })[REGISTRATION];
}

export function createRegistration(guard: FingerprintGuard, skip?: Skip<FastifyRequest>): Registration {
  const known = new Map<FingerprintRouteConfig, RequirementOfRoute>();
  return {
    guard,
    skip,
    requirementOf(routeConfig) {
      const config = requiredBy(routeConfig);
      if (config === undefined) return undefined;
      const requirement = known.get(config) ?? readConfig(guard, config);
      known.set(config, requirement);
      return requirement;
    },
  };
}

function readConfig(guard: FingerprintGuard, config: FingerprintRouteConfig): RequirementOfRoute {
  if (typeof config === 'function')
    throw new FingerprintError(
      'ERR_FP_OPTION',
      "config.fingerprint is a function: requireFingerprint is for hooks; expected true, a policy's name, a policy, or { policy, ...options }",
    );
  // An empty requirement asks for the guard's own policy, as true does.
  const isEmpty = isPlain(config) && Object.keys(config).length === 0;
  return readRequirement(config === true || isEmpty ? [guard] : [guard, config]);
}

const isPlain = (config: FingerprintRouteConfig) =>
  typeof config === 'object' && config !== null && Object.getPrototypeOf(config) === Object.prototype;
