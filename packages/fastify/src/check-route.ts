import { namingPlace } from '@fingerprint-guard/core';
import type { RouteOptions } from 'fastify';
import { hooksOf } from './hooks-of.js';
import type { Registration } from './registration.js';
import { requirementOfHook } from './require-fingerprint.js';

/** The name of a route in errors. */
export const nameOf = ({ method, url }: Pick<RouteOptions, 'method' | 'url'>): string => `${method} ${url}`;

/**
 * Checks at start-up whether a route's requirement has issues, and names the route.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
 */
export function checkRoute(route: RouteOptions, registration: Registration | undefined): void {
  if (!registration) return;
  namingPlace(nameOf(route), () => {
    registration.requirementOf(route.config);
    for (const hook of hooksOf(route)) {
      const requirement = requirementOfHook(hook);
      // A requirement with its own guard was checked when it was created.
      if (requirement && !requirement.guard) {
        const { policy, edge } = requirement;
        registration.guard.requirePolicy(policy, { edge });
      }
    }
  });
}
