import { describe, expect, test } from '@jest/globals';
import { Controller, type ExecutionContext, Get, Injectable } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import {
  FingerprintDeniedException,
  FingerprintGuard,
  type NativeRequest,
  RequireFingerprint,
  type Requirement,
} from '../src/index.js';
import { appOf, onEach, openShop } from './shop.js';

@Controller()
class Handlers {
  @Get() @RequireFingerprint() required() {
    return 'handled';
  }
  free() {}
}

/** A call of a handler, as a transport of this type makes it. */
function call(type: string, handler: () => unknown, request?: object): ExecutionContext {
  const http = { getRequest: () => request, getResponse: () => ({}), getNext: () => undefined };
  return {
    getType: () => type,
    getClass: () => Handlers,
    getHandler: () => handler,
    getArgs: () => [request],
    getArgByIndex: () => request,
    switchToHttp: () => http,
  } as unknown as ExecutionContext;
}

const { required, free } = Handlers.prototype;
const aRequest = { method: 'GET', url: '/', headers: {}, socket: {} };

describe('a call that is no HTTP request', () => {
  test.each(['rpc', 'ws', 'graphql'])('of type %s is an error that says what to do', async (type) => {
    const shop = await openShop();
    const guard = new FingerprintGuard(shop.guard(), new Reflector());
    await expect(guard.canActivate(call(type, required, aRequest))).rejects.toMatchObject({
      code: 'ERR_FP_CONTEXT',
      message: expect.stringMatching(new RegExp(`Handlers\\.required .*'${type}'.*getRequest`)),
    });
    expect(await guard.canActivate(call(type, free))).toBe(true);
    expect(shop.decisions).toEqual([]);
    await shop.close();
  });

  test('is judged by a guard that knows where its request is', async () => {
    class Messages extends FingerprintGuard {
      protected override getRequest(context: ExecutionContext) {
        return context.getArgByIndex<NativeRequest>(0);
      }
    }
    const shop = await openShop();
    const guard = new Messages(shop.guard(), new Reflector());
    const honest = { ...aRequest, headers: await shop.visit() };
    await expect(guard.canActivate(call('ws', required, { ...aRequest }))).rejects.toBeInstanceOf(
      FingerprintDeniedException,
    );
    expect(await guard.canActivate(call('ws', required, honest))).toBe(true);
    expect(honest).toHaveProperty('fingerprint.action', 'allow');
    await shop.close();
  });
});

@Injectable()
class Lenient extends FingerprintGuard {
  protected override getRequirement(context: ExecutionContext): Requirement | undefined {
    const requirement = super.getRequirement(context);
    return requirement && { ...requirement, policy: 'private' };
  }
  protected override async handleBlocked(...[, { decision }]: Parameters<FingerprintGuard['handleBlocked']>) {
    return decision.reasons.every(({ rule }) => rule === 'incognito');
  }
}

onEach('a subclass at APP_GUARD judges in place of the decorator', async (shop, platform) => {
  const global = { provide: APP_GUARD, useClass: Lenient };
  const url = await shop.listen(platform, appOf(shop, { controllers: [Handlers], providers: [global] }));
  expect((await fetch(url, { headers: await shop.visit('incognito') })).status).toBe(200);
  expect(shop.decisions).toMatchObject([{ policy: 'private', blocked: true }]);
  expect((await fetch(url, { headers: await shop.visit('bad-bot') })).status).toBe(403);
  expect(shop.decisions).toHaveLength(2);
});

@Injectable()
class FindsNothing extends FingerprintGuard {
  protected override getRequirement() {
    return undefined;
  }
}

onEach('a guard that finds nothing required leaves the call to the decorator', async (shop, platform) => {
  const global = { provide: APP_GUARD, useClass: FindsNothing };
  const url = await shop.listen(platform, appOf(shop, { controllers: [Handlers], providers: [global] }));
  expect((await fetch(url)).status).toBe(403);
});
