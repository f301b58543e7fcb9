import { FingerprintError, type RouteRequirement } from '@fingerprint-guard/core';
import type { RequireFingerprintOptions } from './adapter.js';

/**
 * A route's requirement: a policy's name, a policy, `true` for the guard's own, or one of them with options. If it is
 * `false` or missing, nothing blocks a request.
 */
export type FingerprintRouteConfig = boolean | RouteRequirement<RequireFingerprintOptions>;

/** The part of a route's config that is used. */
export interface RouteConfig {
  readonly fingerprint?: FingerprintRouteConfig | undefined;
}

/**
 * True if a route's config, or its options, asks for a decision. An undefined value does: it is the name of a policy that was
 * misspelt, as nobody writes it to require nothing.
 */
export function requires(options: object | null | undefined): boolean {
  const { fingerprint }: { fingerprint?: unknown } = options ?? {};
  return options != null && 'fingerprint' in options && fingerprint !== false;
}

/**
 * Returns what a route's config requires; undefined if nothing.
 * @throws FingerprintError `ERR_FP_OPTION` if the value is undefined.
 */
export function requiredBy(
  config: RouteConfig | undefined,
): Exclude<FingerprintRouteConfig, false> | undefined {
  if (!requires(config)) return undefined;
  if (config?.fingerprint === undefined)
    throw new FingerprintError(
      'ERR_FP_OPTION',
      'config.fingerprint is undefined: name a policy; write false, or leave it out, if the route requires nothing',
    );
  return config.fingerprint as Exclude<FingerprintRouteConfig, false>;
}
