import type { Requirement as CoreRequirement, RequireOptions, Skip } from '@fingerprint-guard/core';
import type { ExecutionContext } from '@nestjs/common';
import type { NativeRequest } from './native-request.js';

/**
 * Requests that are neither judged nor attached; a function of `express.Request` or `FastifyRequest` fits. One that throws
 * is an error, never a pass.
 */
export type SkipRequest = Skip<NativeRequest>;

/**
 * Options of `@RequireFingerprint`. `onBlocked` takes note of a blocked request, or answers it: by the platform's own
 * response, or with an `HttpException` that it returns or throws. Without either, the client is told problem details.
 */
export type RequireFingerprintOptions = RequireOptions<NativeRequest, ExecutionContext>;

/** What a handler or a class requires. */
export type Requirement = CoreRequirement<RequireFingerprintOptions>;

/** What a decorator left: a requirement, or `'skip'` where it was taken back. */
export type RequirementMark = Requirement | 'skip';

/** Where decorators leave it. */
export const REQUIREMENT = Symbol.for('fingerprint-guard.nest.requirement');
