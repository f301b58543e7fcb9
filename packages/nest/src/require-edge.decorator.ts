import { type RouteRequirement, readEdgeRequirement } from '@fingerprint-guard/core';
import type { RequireFingerprintOptions } from './requirement.js';
import { requiring } from './requiring.js';
import { refuseUncalled, uncalled } from './uncalled.js';

/**
 * Blocks requests that the policy blocks, as `@RequireFingerprint` does, but checks the request itself: by its headers
 * and address, without an event from a page. For APIs, and for pages that agents read. Each request is one call of the
 * Server API (v4); see `checkEdge` of the guard. **Its result never replaces an event**: a handler that requires one
 * still needs it.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the module's own. An
 * unknown name fails when the application starts, and so does a place where Nest runs no guards.
 * @throws FingerprintError at once: `ERR_FP_POLICY` for a policy with issues, `ERR_FP_OPTION` for options with issues,
 * and if the decorator has no parentheses, or is in the same place as `@RequireFingerprint`.
 * @example
 * ```ts
 * import { RequireEdge } from '@fingerprint-guard/nest';
 * import { applyDecorators, Get } from '@nestjs/common';
 *
 * // Above a handler, a decorator as any other; together with another, one of your own.
 * export const Prices = () => applyDecorators(Get('prices'), RequireEdge('login'));
 * ```
 */
export function RequireEdge(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): MethodDecorator & ClassDecorator {
  if (new.target) throw uncalled('RequireEdge', 'among the guards of @UseGuards');
  refuseUncalled('RequireEdge', [policy, options]);
  return requiring(readEdgeRequirement([policy, options]));
}
