import { type RouteRequirement, readRequirement } from '@fingerprint-guard/core';
import type { RequireFingerprintOptions } from './requirement.js';
import { requiring } from './requiring.js';
import { refuseUncalled, uncalled } from './uncalled.js';

/**
 * Blocks requests that the policy blocks, before the handler or any handler of the class; needs no other guard. A
 * handler's own decorator replaces the class's, options included.
 * @param policy A policy's name, a policy, or options with either as `policy`; without one, the module's own. An
 * unknown name fails when the application starts, and so does a place where Nest runs no guards.
 * @throws FingerprintError at once: `ERR_FP_POLICY` for a policy with issues, `ERR_FP_OPTION` for options with issues,
 * and if the decorator is used without parentheses.
 * @example
 * ```ts
 * import { RequireFingerprint } from '@fingerprint-guard/nest';
 * import { applyDecorators, Post } from '@nestjs/common';
 *
 * // Above a handler, like any decorator; combined with another, as a custom one.
 * export const LogIn = () => applyDecorators(Post('login'), RequireFingerprint('login'));
 * export const Pay = () => applyDecorators(Post('pay'), RequireFingerprint('payment', { passChallenge: true }));
 * ```
 */
export function RequireFingerprint(
  policy?: RouteRequirement<RequireFingerprintOptions>,
  options?: RequireFingerprintOptions,
): MethodDecorator & ClassDecorator {
  if (new.target) throw uncalled('RequireFingerprint', 'among the guards of @UseGuards');
  refuseUncalled('RequireFingerprint', [policy, options]);
  return requiring(readRequirement([policy, options]));
}
