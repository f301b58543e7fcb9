import { type Blocked, FingerprintError, withoutAwaiting, withStatus } from '@fingerprint-guard/core';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { adapter } from './adapter.js';
import { leaveDecision } from './attached-decision.js';
import type { CoreGuard } from './core-guard.js';
import { FingerprintDeniedException } from './fingerprint-denied.exception.js';
import { graphqlCall } from './graphql-call.js';
import { isJudged, markJudged } from './judged-context.js';
import { isNativeRequest, type NativeRequest } from './native-request.js';
import { REQUIREMENT, type Requirement, type RequirementMark } from './requirement.js';
import { FINGERPRINT_GUARD } from './tokens.js';

/**
 * Judges calls of handlers that `@RequireFingerprint` marks, attaches the decision to the request, and blocks requests
 * that the policy blocks. The decorator applies it; as `APP_GUARD` it checks the same handlers, once.
 *
 * Each step can be overridden. A subclass belongs where it runs before the decorator's own guard: at `APP_GUARD`, or,
 * if Nest runs no global guards, at the class or beneath the decorator (`@RequireFingerprint() @UseGuards(Own)`). The
 * first guard that checks a call checks it for all of them; a guard that finds nothing required leaves the call to the
 * next.
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
   * Lets a call go on, or throws the exception that answers it.
   * @throws FingerprintDeniedException if the policy blocks the request.
   * @throws FingerprintError `ERR_FP_CONTEXT` if the context has no request to check.
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

  /** Finds the requirement of a call: of the handler's decorator, else of the class's; `undefined` if there is none. */
  protected getRequirement(context: ExecutionContext): Requirement | undefined {
    const targets = [context.getHandler(), context.getClass()];
    const mark = this.reflector.getAllAndOverride<RequirementMark | undefined>(REQUIREMENT, targets);
    return mark === 'skip' ? undefined : mark;
  }

  /**
   * Finds the platform's request of a call: of an HTTP call, or of a GraphQL query or mutation that came over HTTP. To
   * check another kind of call, override this so that it finds the request.
   * @throws FingerprintError `ERR_FP_CONTEXT` if the call has no HTTP request.
   */
  protected getRequest(context: ExecutionContext): NativeRequest {
    const type = context.getType<string>();
    if (type === 'http') return context.switchToHttp().getRequest<NativeRequest>();
    const { request, operation } = graphqlCall(context) ?? {};
    if (operation !== 'subscription' && isNativeRequest(request)) return request;
    throw new FingerprintError(
      'ERR_FP_CONTEXT',
      `${placeOf(context)} requires a fingerprint, but a call of type '${operation ?? type}' has no HTTP request to check: remove the decorator, or override getRequest() of FingerprintGuard`,
    );
  }

  /**
   * Finds the part of a request that needs its own event: a field of a GraphQL mutation, and a
   * message of another transport; `undefined` for parts that share the event of their request, as HTTP calls and the
   * fields of a query do. A second claimant of one request with the same ID is `reused-event`.
   */
  protected getClaimant(context: ExecutionContext): object | undefined {
    if (context.getType() === 'http') return undefined;
    const { operation, path } = graphqlCall(context) ?? {};
    return operation === 'query' ? undefined : (path ?? context);
  }

  /**
   * Answers a blocked request by throwing; returning `true` lets it go on.
   * @throws FingerprintDeniedException unless the handler's `onBlocked` returns or throws its own error.
   */
  protected async handleBlocked(
    context: ExecutionContext,
    { decision, problem }: Blocked,
    { options }: Requirement,
  ): Promise<boolean> {
    const response: unknown = context.switchToHttp().getResponse();
    const before = statusOf(context, problem);
    const answer = await withoutAwaiting(response, () => options.onBlocked?.(decision, context));
    if (answer instanceof Error) throw answer;
    const told = withStatus(problem, statusOf(context, problem), before);
    throw new FingerprintDeniedException(decision, told);
  }
}

/** The status that is set on the platform's response; without a response, that of the problem details. */
const statusOf = (context: ExecutionContext, { status }: Blocked['problem']): number =>
  context.getType() === 'http'
    ? context.switchToHttp().getResponse<{ statusCode: number }>().statusCode
    : status;

/** Names the handler of a call in decisions and errors: `Controller.handler`. */
const placeOf = (context: ExecutionContext): string =>
  `${context.getClass().name}.${context.getHandler().name}`;
