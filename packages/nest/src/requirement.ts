import type { Requirement as CoreRequirement, RequireOptions } from '@fingerprint-guard/core';
import type { ExecutionContext } from '@nestjs/common';
import type { NativeRequest } from './native-request.js';

/** A method's parameters are compared both ways, so a function of `express.Request` or `FastifyRequest` fits. */
interface Skips {
  skip(request: NativeRequest): boolean | Promise<boolean>;
}

/** Requests that are neither judged nor attached. One that throws is an error, never a pass. */
export type SkipRequest = boolean | Skips['skip'];

/**
 * Options of `@RequireFingerprint`. `onBlocked` takes note of a blocked request, or answers it: by the platform's own
 * response, or with an `HttpException` that it returns or throws. Without either, the client is told problem details.
 */
export interface RequireFingerprintOptions
  extends Omit<RequireOptions<NativeRequest, ExecutionContext>, 'skip'> {
  /** Given the platform's request. @defaultValue `false` */
  skip?: SkipRequest | undefined;
}

/** What a handler or a class requires. */
export type Requirement = CoreRequirement<RequireFingerprintOptions>;

/** What a decorator left: a requirement, or `'skip'` where it was taken back. */
export type RequirementMark = Requirement | 'skip';

/** Where decorators leave it. */
export const REQUIREMENT = Symbol.for('fingerprint-guard.nest.requirement');
