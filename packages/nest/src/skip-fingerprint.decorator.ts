import { SetMetadata } from '@nestjs/common';
import { REQUIREMENT, type RequirementMark } from './requirement.js';
import { refuseUncalled } from './uncalled.js';

/**
 * Cancels the class's `@RequireFingerprint` for a handler, or a base class's for a class. On a class, a handler
 * that has `@RequireFingerprint` itself is checked all the same.
 * @throws FingerprintError `ERR_FP_OPTION`, at once, if it is used without parentheses.
 * @example
 * ```ts
 * import { SkipFingerprint } from '@fingerprint-guard/nest';
 * import { applyDecorators, Get } from '@nestjs/common';
 *
 * // Above a handler, like any decorator; combined with another, as a custom one.
 * export const Health = () => applyDecorators(Get('health'), SkipFingerprint());
 * ```
 */
export function SkipFingerprint(): MethodDecorator & ClassDecorator;
export function SkipFingerprint(...args: unknown[]): MethodDecorator & ClassDecorator {
  refuseUncalled('SkipFingerprint', args);
  return SetMetadata<symbol, RequirementMark>(REQUIREMENT, 'skip');
}
