import {
  FingerprintError,
  type FingerprintGuard,
  type Requirement,
  type RouteRequirement,
  readRequirement,
  type Skip,
} from '@fingerprint-guard/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequireFingerprintOptions } from './adapter.js';

/**
 * What a route requires: a policy's name, a policy, `true` for the guard's own, or one of them with options. With `false`
 * or without it nothing stops a request.
 */
export type FingerprintRouteConfig = boolean | RouteRequirement<RequireFingerprintOptions>;

type RequirementOfRoute = Requirement<RequireFingerprintOptions>;

/** The plugin on one instance and what is encapsulated in it. */
export interface Registration {
  guard: FingerprintGuard;
  skip: Skip<FastifyRequest> | undefined;
  /**
   * What a route's config requires, read once.
   * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
   */
  requirementOf(config: FingerprintRouteConfig | undefined): RequirementOfRoute | undefined;
}

/** Where an instance keeps it; those encapsulated in it inherit it. */
export const REGISTRATION = Symbol.for('fingerprint-guard.fastify.registration');

/** The plugin as the routes of this instance have it. */
export function registrationOf(instance: FastifyInstance): Registration | undefined {
  return (instance as { [REGISTRATION]?: Registration })[REGISTRATION];
}

export function createRegistration(guard: FingerprintGuard, skip?: Skip<FastifyRequest>): Registration {
  const known = new Map<FingerprintRouteConfig, RequirementOfRoute>();
  return {
    guard,
    skip,
    requirementOf(config) {
      if (config === undefined || config === false) return undefined;
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
  // Nothing at all asks for the guard's own, as true does.
  const isEmpty = isPlain(config) && Object.keys(config).length === 0;
  return readRequirement(config === true || isEmpty ? [guard] : [guard, config]);
}

const isPlain = (config: FingerprintRouteConfig) =>
  typeof config === 'object' && config !== null && Object.getPrototypeOf(config) === Object.prototype;
