import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import { adapter } from './adapter.js';
import type { CoreGuard } from './core-guard.js';
import type { FastifyAttachment } from './fastify-attachment.js';
import type { NativeRequest } from './native-request.js';
import { FASTIFY_ATTACHMENT, FINGERPRINT_GUARD } from './tokens.js';

/**
 * Judges requests that carry an event and attaches the decision as `request.fingerprint`; never blocks a request, and
 * does not consume the event ID. For `consumer.apply(FingerprintMiddleware).forRoutes(...)`. On Fastify it attaches to
 * Fastify's request, once the body is parsed.
 * @example
 * ```ts
 * import { FingerprintMiddleware } from '@fingerprint-guard/nest';
 * import type { MiddlewareConsumer, NestModule } from '@nestjs/common';
 *
 * export class ShopModule implements NestModule {
 *   configure(consumer: MiddlewareConsumer) {
 *     consumer.apply(FingerprintMiddleware).forRoutes('shop');
 *   }
 * }
 * ```
 */
@Injectable()
export class FingerprintMiddleware implements NestMiddleware<NativeRequest, unknown> {
  constructor(
    @Inject(FINGERPRINT_GUARD) protected readonly guard: CoreGuard,
    @Inject(FASTIFY_ATTACHMENT) private readonly fastify: FastifyAttachment,
  ) {}

  use(request: NativeRequest, _response: unknown, next: (error?: unknown) => void): void {
    const attach = (native: NativeRequest) =>
      adapter.attach(native, this.guard, (skipped) => this.skips(skipped));
    if (this.fastify.takesOver(request, attach)) next();
    else attach(request).then(() => next(), next);
  }

  /**
   * Selects requests that are neither checked nor given a decision; override it to skip some. If it throws, the request
   * fails.
   */
  protected skips(_request: NativeRequest): boolean | Promise<boolean> {
    return false;
  }
}
