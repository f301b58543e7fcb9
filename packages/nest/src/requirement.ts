import type { Requirement as CoreRequirement, RequireOptions, Skip } from '@fingerprint-guard/core';
import type { ExecutionContext } from '@nestjs/common';
import type { NativeRequest } from './native-request.js';

/**
 * Selects requests that are neither judged nor attached; a function of `express.Request` or `FastifyRequest` fits. If
 * it throws, that is an error, never a pass.
 */
export type SkipRequest = Skip<NativeRequest>;

/**
 * Options of `@RequireFingerprint`. `onBlocked` takes note of a blocked request, or answers it: with the platform's own
 * response, or with an `HttpException` that it returns or throws. Without either, the client receives problem details.
 */
export type RequireFingerprintOptions = RequireOptions<NativeRequest, ExecutionContext>;

/** The requirement of a handler or a class. */
export type Requirement = CoreRequirement<RequireFingerprintOptions>;

/** The mark of a decorator: a requirement, or `'skip'` if it was taken back. */
export type RequirementMark = Requirement | 'skip';

/** The metadata key of that mark. */
export const REQUIREMENT = Symbol.for('fingerprint-guard.nest.requirement');
