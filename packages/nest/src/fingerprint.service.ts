import type {
  CheckEdgeOptions,
  CheckOptions,
  Decision,
  GuardPolicies,
  IncomingRequest,
  PolicyConfig,
  ServerApi,
  WebhookReceiverOptions,
} from '@fingerprint-guard/core';
import { Inject, Injectable } from '@nestjs/common';
import type { CoreGuard } from './core-guard.js';
import {
  identityOf,
  isGone,
  isNativeRequest,
  type NativeRequest,
  toIncomingRequest,
} from './native-request.js';
import { trustsAnyProxy } from './proxy-trust.js';
import { FINGERPRINT_GUARD } from './tokens.js';
import { createWebhookReceiver, type FingerprintWebhookReceiver } from './webhook-receiver.js';

/**
 * Judges requests where a decorator cannot, such as in the middle of a handler.
 * @example
 * ```ts
 * import type { FingerprintService } from '@fingerprint-guard/nest';
 * import type { Request } from 'express';
 *
 * export class Orders {
 *   constructor(private readonly fingerprint: FingerprintService) {}
 *
 *   async needsReview(request: Request) {
 *     const { action } = await this.fingerprint.check(request, 'payment');
 *     return action !== 'allow';
 *   }
 * }
 * ```
 */
@Injectable()
export class FingerprintService {
  constructor(
    /** The core's guard of this application. */
    @Inject(FINGERPRINT_GUARD) readonly guard: CoreGuard,
  ) {}

  /** The Server API over the guard's own account: searches, histories, deletions. Closed with the application. */
  get api(): ServerApi {
    return this.guard.api;
  }

  /**
   * Judges a request as if it were required, attaches nothing and blocks nothing: `blocked` is the policy's conclusion.
   * With the request of Express or of Fastify, it shares event, lookup and claim with the guards of that request; with
   * plain data in the neutral form, it stands alone. In a GraphQL mutation that no guard checks, `claimant: info.path`
   * keeps other fields of the request from sharing the claim.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY`, `ERR_FP_POLICY` or `ERR_FP_CLOSED`.
   */
  async check(
    request: NativeRequest | IncomingRequest,
    policy?: string | PolicyConfig,
    options: CheckOptions = {},
  ): Promise<Decision> {
    if (!isNativeRequest(request)) return this.guard.check(request, policy, options);
    return this.guard.check(toIncomingRequest(request), policy, { ...optionsOf(request), ...options });
  }

  /**
   * Judges a request by its own headers and address, as `@RequireEdge` does: for a handler that requires an event as
   * well. Attaches nothing and blocks nothing. Each request is one call of the Server API (v4).
   * @throws FingerprintError as `check` does; `ERR_FP_OPTION` without an `apiKey`, and `ERR_FP_UNSUPPORTED` with an
   * `apiVersion` other than v4.
   */
  async checkEdge(
    request: NativeRequest | IncomingRequest,
    policy?: string | PolicyConfig,
    options: CheckEdgeOptions = {},
  ): Promise<Decision> {
    if (!isNativeRequest(request)) return this.guard.checkEdge(request, policy, options);
    return this.guard.checkEdge(toIncomingRequest(request), policy, { ...optionsOf(request), ...options });
  }

  /**
   * Replaces the guard's policies, all at once or not at all. The names that decorators require stay.
   * @throws FingerprintError `ERR_FP_POLICY`, `ERR_FP_UNKNOWN_POLICY`, `ERR_FP_OPTION` or `ERR_FP_CLOSED`; the policies
   * then stay as they are.
   */
  setPolicies(policies: GuardPolicies): void {
    this.guard.setPolicies(policies);
  }

  /**
   * Builds a receiver of Fingerprint's webhooks, for a custom route: a delivery is verified over its
   * raw bytes, and its event is put into the guard's cache. Build it in a controller's constructor, so that a wrong
   * option fails the start.
   * @throws FingerprintError `ERR_FP_OPTION`, or `ERR_FP_UNSUPPORTED` with `apiVersion: '2019'`.
   */
  createWebhookReceiver(options: WebhookReceiverOptions): FingerprintWebhookReceiver {
    return createWebhookReceiver(this.guard, options);
  }
}

/** The options of a check that follow from the platform's request. */
const optionsOf = (request: NativeRequest) => ({
  native: identityOf(request),
  context: request,
  trustsAnyProxy: trustsAnyProxy(request),
  isGone: () => isGone(request),
});
