import type { Requirement as CoreRequirement, RequireOptions, Skip } from '@fingerprint-guard/core';
import type { ExecutionContext } from '@nestjs/common';
import type { NativeRequest } from './native-request.js';

/**
 * Selects requests that are neither checked nor given a decision; a function of `express.Request` or `FastifyRequest`
 * fits. If it throws, the request fails; it never passes.
 */
export type SkipRequest = Skip<NativeRequest>;

/**
 * Options of `@RequireFingerprint`. `onBlocked` observes a blocked request, or answers it: with the platform's own
 * response, or with an `HttpException` that it returns or throws. Without either, the client receives problem details.
 */
export type RequireFingerprintOptions = RequireOptions<NativeRequest, ExecutionContext>;

/** The requirement of a handler or a class. */
export type Requirement = CoreRequirement<RequireFingerprintOptions>;

/** The mark of a decorator: a requirement, or `'skip'` if it was cancelled. */
export type RequirementMark = Requirement | 'skip';

/** The metadata key of that mark. */
export const REQUIREMENT = Symbol.for('fingerprint-guard.nest.requirement');
