import {
  type FingerprintGuard,
  type PolicyConfig,
  type Requirement,
  readRequirement,
  type Skip,
} from '@fingerprint-guard/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequireFingerprintOptions } from './adapter.js';

/**
 * What a route requires: a policy's name, a policy, `true` for the guard's own, or one of them with options. With `false`
 * or without it nothing stops a request.
 */
export type FingerprintRouteConfig =
  | boolean
  | string
  | PolicyConfig
  | (RequireFingerprintOptions & { policy?: string | PolicyConfig | undefined });

type RouteRequirement = Requirement<RequireFingerprintOptions>;

/** The plugin on one instance and what is encapsulated in it. */
export interface Registration {
  guard: FingerprintGuard;
  skip: Skip<FastifyRequest> | undefined;
  /**
   * What a route's config requires, read once.
   * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
   */
  requirementOf(config: FingerprintRouteConfig | undefined): RouteRequirement | undefined;
}

/** Where an instance keeps it; those encapsulated in it inherit it. */
export const REGISTRATION = Symbol.for('fingerprint-guard.fastify.registration');

/** The plugin as the routes of this instance have it. */
export function registrationOf(instance: FastifyInstance): Registration | undefined {
  return (instance as { [REGISTRATION]?: Registration })[REGISTRATION];
}

export function createRegistration(guard: FingerprintGuard, skip?: Skip<FastifyRequest>): Registration {
  const known = new Map<FingerprintRouteConfig, RouteRequirement>();
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

const OPTIONS = ['policy', 'skip', 'passChallenge', 'onBlocked'];

function readConfig(guard: FingerprintGuard, config: FingerprintRouteConfig): RouteRequirement {
  if (config === true) return readRequirement([guard]);
  if (!hasOptions(config)) return readRequirement([guard, config]);
  const { policy, ...options } = config;
  return readRequirement([guard, policy, options]);
}

/** Without any, it is a policy; with nothing at all, it asks for the guard's own. */
function hasOptions(
  config: unknown,
): config is RequireFingerprintOptions & { policy?: string | PolicyConfig } {
  if (config === null || typeof config !== 'object') return false;
  const names = Object.keys(config);
  return names.length === 0 || names.some((name) => OPTIONS.includes(name));
}
