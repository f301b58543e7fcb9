import { SetMetadata } from '@nestjs/common';
import { REQUIREMENT, type RequirementMark } from './requirement.js';
import { refuseUncalled } from './uncalled.js';

/**
 * Takes `@RequireFingerprint` of the class back for a handler, or of a base class for a class. On a class, a handler
 * that has `@RequireFingerprint` itself is judged all the same.
 * @throws FingerprintError `ERR_FP_OPTION`, at once, where it stands without parentheses.
 * @example
 * ```ts
 * import { SkipFingerprint } from '@fingerprint-guard/nest';
 * import { applyDecorators, Get } from '@nestjs/common';
 *
 * // Above a handler, a decorator as any other; together with another, one of your own.
 * export const Health = () => applyDecorators(Get('health'), SkipFingerprint());
 * ```
 */
export function SkipFingerprint(): MethodDecorator & ClassDecorator;
export function SkipFingerprint(...args: unknown[]): MethodDecorator & ClassDecorator {
  refuseUncalled('SkipFingerprint', args);
  return SetMetadata<symbol, RequirementMark>(REQUIREMENT, 'skip');
}
