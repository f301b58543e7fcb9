import { isFingerprintError } from '@fingerprint-guard/core';
import { expect, test } from '@jest/globals';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  type Type,
  UseFilters,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  FingerprintDeniedException,
  FingerprintDeniedFilter,
  RequireFingerprint,
  type RequireFingerprintOptions,
} from '../src/index.js';
import { appOf, onEach, openShop } from './shop.js';

function controllerWith(options: RequireFingerprintOptions): Type {
  @Controller()
  class Shop {
    @Get() @RequireFingerprint(undefined, options) handle() {
      return 'handled';
    }
  }
  return Shop;
}

const plain = controllerWith({});

onEach('503 says when to retry', async (shop, platform) => {
  const url = await shop.listen(
    platform,
    appOf({ options: { ...shop.options, policy: { extends: 'strict' } } }, { controllers: [plain] }),
  );
  shop.emulator.setFault({ kind: 'status', status: 429, retryAfter: 7 });
  const answer = await fetch(url, { headers: await shop.visit() });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ code: 'fingerprint_denied', status: 503 });
});

@Catch(FingerprintDeniedException)
class OwnForm implements ExceptionFilter<FingerprintDeniedException> {
  catch({ decision, problem }: FingerprintDeniedException, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse();
    response.status(418).send({ rules: decision.reasons.map(({ rule }) => rule), code: problem.body.code });
  }
}

@Controller()
class OwnFilter {
  @Get() @UseFilters(OwnForm) @RequireFingerprint() handle() {}
}

onEach("the application's own filters win: of a handler, or APP_FILTER", async (shop, platform) => {
  const byHandler = appOf(shop, { controllers: [OwnFilter] });
  const global = { provide: APP_FILTER, useClass: OwnForm };
  const byApplication = appOf(shop, { controllers: [plain], providers: [global] });
  for (const module of [byHandler, byApplication]) {
    const answer = await fetch(await shop.listen(platform, module));
    expect(answer.status).toBe(418);
    expect(await answer.json()).toEqual({ rules: ['missing-event'], code: 'fingerprint_denied' });
  }
});

@Catch(HttpException)
class EveryHttpException implements ExceptionFilter<HttpException> {
  catch(exception: HttpException, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse();
    response.status(exception.getStatus()).send({ told: exception.getResponse() });
  }
}

onEach('it is an HttpException like any other to a filter of those', async (shop, platform) => {
  const global = { provide: APP_FILTER, useClass: EveryHttpException };
  const answer = await fetch(
    await shop.listen(platform, appOf(shop, { controllers: [plain], providers: [global] })),
  );
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ told: { title: 'Forbidden', retry: 'new-event' } });
});

const teapot = () => new HttpException({ own: true }, 418);
const forms: Record<string, NonNullable<RequireFingerprintOptions['onBlocked']>> = {
  'returns an exception': teapot,
  'promises an exception': async () => teapot(),
  'throws an exception': () => {
    throw teapot();
  },
  'answers itself': (_decision, context: ExecutionContext) =>
    context.switchToHttp().getResponse().status(418).send({ own: true }),
};

for (const [form, onBlocked] of Object.entries(forms)) {
  onEach(`onBlocked ${form}`, async (shop, platform) => {
    let calls = 0;
    const counted: typeof onBlocked = (...args) => {
      calls += 1;
      return onBlocked(...args);
    };
    const controller = controllerWith(Object.freeze({ onBlocked: counted }));
    RequireFingerprint()(controller);
    const url = await shop.listen(platform, appOf(shop, { controllers: [controller] }));
    const answer = await fetch(url);
    expect(answer.status).toBe(418);
    expect(await answer.json()).toEqual({ own: true });
    expect(calls).toBe(1);
  });
}

onEach(
  'onBlocked that answers nothing by the response it returns leaves the problem details',
  async (shop, platform) => {
    const controller = controllerWith({
      onBlocked: async (_decision, context) => context.switchToHttp().getResponse().header('x-own', '7'),
    });
    const url = await shop.listen(platform, appOf(shop, { controllers: [controller] }));
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    expect([answer.status, answer.headers.get('x-own')]).toEqual([403, '7']);
    expect(await answer.json()).toMatchObject({ code: 'fingerprint_denied' });
  },
);

test('on Fastify, onBlocked may return a reply that a plugin answers later', async () => {
  const shop = await openShop();
  try {
    const controller = controllerWith({
      onBlocked: (_decision, context) => context.switchToHttp().getResponse().page(),
    });
    const adapter = new FastifyAdapter();
    const fastify = adapter.getInstance();
    fastify.decorateReply('page', null);
    fastify.addHook('onRequest', async (_request, reply) => {
      const page = () => {
        setImmediate(() => reply.code(418).send({ own: true }));
        return reply;
      };
      Object.assign(reply, { page });
    });
    const url = await shop.listen({ adapter: () => adapter }, appOf(shop, { controllers: [controller] }));
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    expect([answer.status, await answer.json()]).toEqual([418, { own: true }]);
  } finally {
    await shop.close();
  }
});

onEach('an answer of onBlocked is not written again', async (shop, platform) => {
  const written: unknown[] = [];
  @Catch(FingerprintDeniedException)
  class Watched extends FingerprintDeniedFilter {
    override catch(exception: FingerprintDeniedException, host: ArgumentsHost) {
      super.catch(exception, host);
      written.push(host.switchToHttp().getResponse().statusCode);
    }
  }
  const answers = controllerWith({
    onBlocked: (_decision, context) => void context.switchToHttp().getResponse().status(418).send({}),
  });
  const global = { provide: APP_FILTER, useClass: Watched };
  const url = await shop.listen(platform, appOf(shop, { controllers: [answers], providers: [global] }));
  expect((await fetch(url)).status).toBe(418);
  expect(written).toEqual([418]);
});

onEach('the exception of another copy of this package is answered too', async (shop, platform) => {
  const headers = { 'content-type': 'application/problem+json' };
  const another = Object.assign(new Error(), { problem: { status: 403, headers, body: {} } });
  Object.defineProperty(another, Symbol.for('fingerprint-guard.nest.denied'), { value: true });
  @Controller()
  class Throws {
    @Get() handle() {
      throw another;
    }
  }
  const url = await shop.listen(platform, appOf(shop, { controllers: [Throws] }));
  const answer = await fetch(url);
  expect(answer.status).toBe(403);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});

onEach('an error of the guard is not an answer to a blocked request, but a 500', async (shop, platform) => {
  let seen: unknown;
  @Catch()
  class Watch implements ExceptionFilter {
    catch(exception: unknown, host: ArgumentsHost) {
      seen = exception;
      host.switchToHttp().getResponse().status(500).send({});
    }
  }
  const closed = shop.guard();
  await closed.close();
  const module = appOf(
    { options: closed },
    { controllers: [plain], providers: [{ provide: APP_FILTER, useClass: Watch }] },
  );
  expect((await fetch(await shop.listen(platform, module))).status).toBe(500);
  expect(isFingerprintError(seen) && seen.code).toBe('ERR_FP_CLOSED');
});
