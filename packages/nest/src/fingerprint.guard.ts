import { type Blocked, type FingerprintGuard as CoreGuard, FingerprintError } from '@fingerprint-guard/core';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { adapter } from './adapter.js';
import { leaveDecision } from './attached-decision.js';
import { FingerprintDeniedException } from './fingerprint-denied.exception.js';
import { graphqlCall } from './graphql-call.js';
import { isJudged, markJudged } from './judged-context.js';
import { isNativeRequest, type NativeRequest } from './native-request.js';
import { REQUIREMENT, type Requirement, type RequirementMark } from './requirement.js';
import { FINGERPRINT_GUARD } from './tokens.js';

/**
 * Judges calls of handlers that `@RequireFingerprint` marks, attaches the decision to the request, and stops what the
 * policy stops. The decorator applies it; as `APP_GUARD` it judges the same handlers, once.
 *
 * Each step can be overridden. A subclass belongs where it runs before the decorator's own guard: at `APP_GUARD`, or,
 * where Nest asks no global guards, at the class or beneath the decorator (`@RequireFingerprint() @UseGuards(Own)`). The
 * first guard to judge a call judges it for all, and one that finds nothing required leaves the call to the next.
 * @example
 * ```ts
 * import { FingerprintGuard } from '@fingerprint-guard/nest';
 * import { APP_GUARD } from '@nestjs/core';
 *
 * const providers = [{ provide: APP_GUARD, useClass: FingerprintGuard }]; // of the root module
 * ```
 */
@Injectable()
export class FingerprintGuard implements CanActivate {
  constructor(
    @Inject(FINGERPRINT_GUARD) protected readonly guard: CoreGuard,
    @Inject(Reflector) protected readonly reflector: Reflector,
  ) {}

  /**
   * Lets a call go on, or throws what answers it.
   * @throws FingerprintDeniedException where the policy stops the request.
   * @throws FingerprintError `ERR_FP_CONTEXT` where the context has no request to judge.
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isJudged(context)) return true;
    const requirement = this.getRequirement(context);
    if (requirement === undefined) return true;
    const request = this.getRequest(context);
    const field = graphqlCall(context)?.path;
    const blocked = await adapter.require(
      request,
      { guard: this.guard, ...requirement },
      {
        route: placeOf(context),
        claimant: this.getClaimant(context),
        attach: (decision) => field && leaveDecision(field, decision),
      },
    );
    const passes = blocked === undefined || (await this.handleBlocked(context, blocked, requirement));
    if (passes) markJudged(context);
    return passes;
  }

  /** What the call requires: of the handler's decorator, else of the class's; `undefined` where nothing is. */
  protected getRequirement(context: ExecutionContext): Requirement | undefined {
    const targets = [context.getHandler(), context.getClass()];
    const mark = this.reflector.getAllAndOverride<RequirementMark | undefined>(REQUIREMENT, targets);
    return mark === 'skip' ? undefined : mark;
  }

  /**
   * The platform's request of a call: of an HTTP call, or of a GraphQL query or mutation that came by HTTP. To judge
   * another kind of call, override this with where its request is found.
   * @throws FingerprintError `ERR_FP_CONTEXT` where the call has no HTTP request.
   */
  protected getRequest(context: ExecutionContext): NativeRequest {
    const type = context.getType<string>();
    if (type === 'http') return context.switchToHttp().getRequest<NativeRequest>();
    const { request, operation } = graphqlCall(context) ?? {};
    if (operation !== 'subscription' && isNativeRequest(request)) return request;
    throw new FingerprintError(
      'ERR_FP_CONTEXT',
      `${placeOf(context)} requires a fingerprint, but a call of type '${operation ?? type}' has no HTTP request to judge: take the decorator off it, or override getRequest() of FingerprintGuard`,
    );
  }

  /**
   * What has to have an event of its own, of all that comes with one request: a field of a GraphQL mutation, and a
   * message of another transport; `undefined` for what shares the event of its request, as HTTP calls and the fields of
   * a query do. A second claimant of one request with the same id is `reused-event`.
   */
  protected getClaimant(context: ExecutionContext): object | undefined {
    if (context.getType() === 'http') return undefined;
    const { operation, path } = graphqlCall(context) ?? {};
    return operation === 'query' ? undefined : (path ?? context);
  }

  /**
   * Answers a stopped request by throwing; returning `true` lets it go on.
   * @throws FingerprintDeniedException unless the handler's `onBlocked` returns or throws an error of its own.
   */
  protected async handleBlocked(
    context: ExecutionContext,
    { decision, problem }: Blocked,
    { options }: Requirement,
  ): Promise<boolean> {
    const answer = await options.onBlocked?.(decision, context);
    throw answer instanceof Error ? answer : new FingerprintDeniedException(decision, problem);
  }
}

/** The handler of a call, as decisions and errors name it: `Controller.handler`. */
const placeOf = (context: ExecutionContext): string =>
  `${context.getClass().name}.${context.getHandler().name}`;
