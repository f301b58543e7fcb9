import { inspect } from 'node:util';
import { createFingerprintGuard, defineFingerprintGuard, isFingerprintGuard } from '@fingerprint-guard/core';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Get, type INestApplication, Inject, Injectable, Module } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  FINGERPRINT_GUARD,
  FingerprintModule,
  type FingerprintModuleAsyncOptions,
  type FingerprintOptionsFactory,
  FingerprintService,
  RequireFingerprint,
} from '../src/index.js';
import { create } from './platforms.js';
import { appOf, openShop, type Shop } from './shop.js';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const SHOP = Symbol('shop');

@Injectable()
class Options implements FingerprintOptionsFactory {
  constructor(@Inject(SHOP) private readonly from: Shop) {}
  createFingerprintOptions() {
    return this.from.options;
  }
}

/** What the module's options depend on. */
function settings() {
  @Module({ providers: [{ provide: SHOP, useValue: shop }, Options], exports: [SHOP, Options] })
  class Settings {}
  return Settings;
}

@Controller()
class Guarded {
  @Get() @RequireFingerprint('bots') handle() {
    return 'handled';
  }
}

test.each([
  ['nothing', []],
  ['the module itself', [FingerprintModule]],
])(
  'an application that imports %s does not start, and the error says what to import',
  async (_what, imports) => {
    @Module({ imports, controllers: [Guarded] })
    class App {}
    await expect(create(App, new ExpressAdapter())).rejects.toThrow(
      /FingerprintGuard .*import FingerprintModule\.forRoot\(…\) in the root module/s,
    );
  },
);

describe('forRootAsync', () => {
  const ways: [string, () => FingerprintModuleAsyncOptions][] = [
    ['useFactory', () => ({ inject: [SHOP], useFactory: (from: Shop) => from.options })],
    ['an async useFactory', () => ({ inject: [SHOP], useFactory: async (from: Shop) => from.options })],
    ['a useFactory of a guard', () => ({ useFactory: () => shop.guard() })],
    ['useClass', () => ({ useClass: Options })],
    ['useExisting', () => ({ useExisting: Options })],
  ];
  test.each(ways)('by %s', async (_name, way) => {
    const module = FingerprintModule.forRootAsync({ imports: [settings()], ...way() });
    const testing = await Test.createTestingModule({ imports: [module], controllers: [Guarded] }).compile();
    const app = testing.createNestApplication(new ExpressAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    expect((await fetch(url, { headers: await shop.visit() })).status).toBe(200);
    expect((await fetch(url)).status).toBe(403);
    await app.close();
  });
});

test.each([{}, { useFactory: () => shop.options, useClass: Options }])(
  'forRootAsync by none or several: %p',
  (ways) => {
    expect(() => FingerprintModule.forRootAsync(ways as FingerprintModuleAsyncOptions)).toThrow(
      'exactly one of useFactory, useClass, useExisting',
    );
  },
);

describe('start-up', () => {
  @Controller()
  class Misspelt {
    @Get() @RequireFingerprint('bot') handle() {}
  }
  @Controller()
  @RequireFingerprint({ rules: { 'stale-event': ['deny', { maxAgeMs: 3_600_000 }] } })
  class TooOld {
    @Get() handle() {}
  }

  test.each([
    [Misspelt, 'ERR_FP_UNKNOWN_POLICY', /^Misspelt\.handle: .*'bot'.* did you mean bots/],
    [TooOld, 'ERR_FP_POLICY', /^TooOld: .*maxEventAgeMs/s],
  ])('fails for a policy the guard can not have: %p', async (controller, code, message) => {
    @Module({ controllers: [controller] })
    class Feature {}
    const app = await create(appOf(shop, { imports: [Feature] }), new ExpressAdapter());
    await expect(app.init()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await app.close();
  });

  test('fails for options with issues', async () => {
    const module = FingerprintModule.forRoot({ apiKey: 'key', regoin: 'eu' } as object);
    await expect(create(module, new ExpressAdapter())).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
  });

  test('takes a request-scoped provider, a factory and a value as they are', async () => {
    @Module({
      providers: [
        { provide: 'factory', useFactory: () => null },
        { provide: 'value', useValue: Object.freeze({}) },
        { provide: 'scoped', useFactory: () => ({}), scope: 2 },
      ],
    })
    class Feature {}
    const app = await create(appOf(shop, { imports: [Feature] }), new ExpressAdapter());
    await app.init();
    await app.close();
  });
});

test('nothing that the module stores contains the key', async () => {
  const given = FingerprintModule.forRoot(shop.options);
  const app = await create(given, new ExpressAdapter());
  await app.init();
  const held = [...app.get(ModulesContainer).values()]
    .filter(({ metatype }) => metatype === FingerprintModule)
    .flatMap(({ providers }) => [...providers.values()].map(({ instance }) => instance))
    // What Nest itself gives a module holds the whole application.
    .filter((instance) => !(instance instanceof ModuleRef || instance instanceof HttpAdapterHost));
  expect(held.filter(isFingerprintGuard)).toHaveLength(1);
  const printed = inspect([given, held], { depth: 8, showHidden: true });
  expect(printed).not.toContain(shop.options.apiKey);
  await app.close();
});

describe('shutdown', () => {
  const closes = async (app: INestApplication) => {
    const { guard } = app.get(FingerprintService);
    expect(isFingerprintGuard(guard)).toBe(true);
    expect(app.get(FINGERPRINT_GUARD)).toBe(guard);
    await app.init();
    await app.close();
    return guard.check({ method: 'GET', url: '/', headers: {} }).then(
      () => 'open',
      ({ code }) => code,
    );
  };

  test('closes a guard that was built from options, and each application has its own', async () => {
    const module = appOf(shop, {});
    expect(await closes(await create(module, new ExpressAdapter()))).toBe('ERR_FP_CLOSED');
    expect(await closes(await create(module, new ExpressAdapter()))).toBe('ERR_FP_CLOSED');
  });

  test('closes the Server API of its service, which is that of its guard', async () => {
    const app = await create(appOf(shop, {}), new ExpressAdapter());
    const { api, guard } = app.get(FingerprintService);
    expect(api).toBe(guard.api);
    await app.init();
    const { eventId, visitorId } = await shop.emulator.createEvent();
    expect(await api.getEvent(eventId)).toMatchObject({ eventId, visitorId });
    await app.close();
    await expect(api.getEvent(eventId)).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
  });

  test('does not close a guard that was passed in', async () => {
    const given = FingerprintModule.forRoot(shop.guard());
    expect(await closes(await create(given, new ExpressAdapter()))).toBe('open');
  });
});

test('the guard is warmed up when the application starts, which does not wait for it', async () => {
  let warmUps = 0;
  const warmUp = () => {
    warmUps++;
    return new Promise<void>(() => {});
  };
  const guard = createFingerprintGuard(shop.options);
  @Module({ imports: [FingerprintModule.forRoot(defineFingerprintGuard({ ...guard, warmUp }))] })
  class App {}
  const app = await create(App, new ExpressAdapter());
  await app.init();
  expect(warmUps).toBe(1);
  await app.close();
  await guard.close();
});
