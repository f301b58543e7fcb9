import { type PolicyConfig, readRequirement } from '@fingerprint-guard/core';
import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { FingerprintGuard } from './fingerprint.guard.js';
import { noteRequired } from './required-places.js';
import { REQUIREMENT, type RequireFingerprintOptions, type RequirementMark } from './requirement.js';

/**
 * Stops what the policy stops, before the handler or any handler of the class; needs no other guard. A handler's own
 * decorator replaces the class's, options included.
 * @param policy A policy's name, or a policy; without one, the module's own. A name the guard does not have fails when
 * the application starts, and so does a place where Nest runs no guards.
 * @throws FingerprintError `ERR_FP_POLICY`, at once, for a policy with issues.
 * @example
 * ```ts
 * import { RequireFingerprint } from '@fingerprint-guard/nest';
 * import { applyDecorators, Post } from '@nestjs/common';
 *
 * // Above a handler, a decorator as any other; together with another, one of your own.
 * export const LogIn = () => applyDecorators(Post('login'), RequireFingerprint('login'));
 * export const Pay = () => applyDecorators(Post('pay'), RequireFingerprint('payment', { passChallenge: true }));
 * ```
 */
export function RequireFingerprint(
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): MethodDecorator & ClassDecorator {
  const requirement: RequirementMark = readRequirement<RequireFingerprintOptions>([policy, options]);
  return applyDecorators(
    SetMetadata(REQUIREMENT, requirement),
    UseGuards(FingerprintGuard),
    (target: object, key?: PropertyKey) => noteRequired(target, key),
  );
}
