import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { adapter } from './adapter.js';
import type { NativeRequest } from './native-request.js';

type Attach = (request: NativeRequest) => Promise<void>;

/** The parts of a Fastify instance that are used. */
interface FastifyInstance {
  addHook(name: 'onRequest' | 'preHandler', hook: (request: NativeRequest) => Promise<void>): unknown;
}

/**
 * Nest runs middleware on Fastify before the body is parsed and on Node's request. Middleware registers its work here,
 * and a hook runs it on Fastify's request, right before the handler.
 */
@Injectable()
export class FastifyAttachment implements OnModuleInit {
  readonly #waiting = new WeakMap<object, Attach>();

  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    if (!this.#onFastify()) return;
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    // The body is not read yet, and the client decides how long that takes.
    fastify.addHook('onRequest', async (request) => adapter.arrive(request));
    fastify.addHook('preHandler', async (request) => {
      if (request.raw !== undefined) await this.#waiting.get(request.raw)?.(request);
    });
  }

  /** Takes over the work on Fastify; `false` on a platform whose middleware can do it itself. */
  takesOver(request: object, attach: Attach): boolean {
    if (!this.#onFastify()) return false;
    this.#waiting.set(request, attach);
    return true;
  }

  #onFastify(): boolean {
    return this.host.httpAdapter?.getType() === 'fastify';
  }
}
