import { guardDeciding } from '@fingerprint-guard/testing';
import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Inject, Injectable, Module, Scope, type Type } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  FINGERPRINT_GUARD,
  FingerprintModule,
  type FingerprintModuleAsyncOptions,
  type FingerprintOptionsFactory,
  RequireFingerprint,
} from '../src/index.js';
import { create } from './platforms.js';
import { onEach, type Shop } from './shop.js';

@Controller()
class Guarded {
  @Get() @RequireFingerprint() handle() {
    return 'handled';
  }
}

const SETTINGS = Symbol('settings');

/** An application whose options depend on a provider of some scope. */
function appOver(scope: Scope, durable: boolean, way: FingerprintModuleAsyncOptions, shop: Shop) {
  @Module({
    providers: [{ provide: SETTINGS, useFactory: () => ({ options: shop.options }), scope, durable }],
    exports: [SETTINGS],
  })
  class Settings {}
  @Module({
    imports: [FingerprintModule.forRootAsync({ ...way, imports: [Settings] })],
    controllers: [Guarded],
  })
  class App {}
  return App;
}

@Injectable()
class Options implements FingerprintOptionsFactory {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Shop, 'options'>) {}
  createFingerprintOptions() {
    return this.settings.options;
  }
}

@Injectable({ scope: Scope.REQUEST })
class OptionsOfRequest implements FingerprintOptionsFactory {
  constructor(@Inject(REQUEST) readonly request: object) {}
  createFingerprintOptions(): never {
    throw new Error('asked');
  }
}

const byFactory = {
  inject: [SETTINGS],
  useFactory: ({ options }: Pick<Shop, 'options'>) => options,
};

describe('options from a provider that is', () => {
  onEach(
    'transient or of the application make one guard, which lets an ID pass once',
    async (shop, platform) => {
      for (const scope of [Scope.DEFAULT, Scope.TRANSIENT]) {
        for (const way of [byFactory, { useClass: Options }]) {
          const url = await shop.listen(platform, appOver(scope, false, way, shop));
          const headers = await shop.visit();
          const statuses: number[] = [];
          for (const _time of [1, 2, 3]) statuses.push((await fetch(url, { headers })).status);
          expect(statuses).toEqual([200, 403, 403]);
        }
      }
    },
  );

  onEach('request-scoped or durable make the start fail', async (shop, platform) => {
    const refused = {
      code: 'ERR_FP_OPTION',
      message: expect.stringMatching(/request-scoped.*default scope/),
    };
    const ways = [byFactory, { useClass: Options }, { useClass: OptionsOfRequest }];
    for (const durable of [false, true]) {
      for (const way of ways) {
        const app = await create(appOver(Scope.REQUEST, durable, way, shop), platform.adapter());
        await expect(app.init()).rejects.toMatchObject(refused);
        await app.close();
      }
    }
  });
});

describe('forRoot in two modules', () => {
  const twoModules = (first: object, second: object): Type => {
    @Module({ imports: [FingerprintModule.forRoot(first)], controllers: [Guarded] })
    class Feature {}
    @Module({ imports: [FingerprintModule.forRoot(second), Feature] })
    class App {}
    return App;
  };

  onEach('with a guard each makes the start fail', async (shop, platform) => {
    const app = await create(twoModules(shop.options, shop.options), platform.adapter());
    await expect(app.init()).rejects.toMatchObject({
      code: 'ERR_FP_OPTION',
      message: expect.stringMatching(/several modules.*once, in the root module/),
    });
    await app.close();
  });

  onEach('with one guard, or the module without options, is one guard', async (shop, platform) => {
    const guard = shop.guard();
    const module = FingerprintModule.forRoot(shop.options);
    @Module({ imports: [module, FingerprintModule], controllers: [Guarded] })
    class Feature {}
    @Module({ imports: [module, Feature] })
    class App {}
    for (const root of [twoModules(guard, guard), App]) {
      const url = await shop.listen(platform, root);
      const headers = await shop.visit();
      expect((await fetch(url, { headers })).status).toBe(200);
      expect((await fetch(url, { headers })).status).toBe(403);
    }
  });
});

describe('a guard that a test puts in the place of one with forRootAsync', () => {
  const fail = (): never => {
    throw new Error('asked for options');
  };
  @Injectable()
  class Failing implements FingerprintOptionsFactory {
    constructor() {
      fail();
    }
    createFingerprintOptions = fail;
  }

  test.each<[string, FingerprintModuleAsyncOptions]>([
    ['useFactory', { useFactory: fail }],
    ['useClass', { useClass: Failing }],
    ['useExisting', { useExisting: Failing, imports: [] }],
  ])('asks for no options: %s', async (name, way) => {
    const isExisting = name === 'useExisting';
    @Module({
      providers: isExisting ? [{ provide: Failing, useValue: { createFingerprintOptions: fail } }] : [],
      exports: isExisting ? [Failing] : [],
    })
    class Settings {}
    const module = () =>
      Test.createTestingModule({
        imports: [FingerprintModule.forRootAsync({ ...way, imports: [Settings] })],
        controllers: [Guarded],
      });
    await expect(module().compile()).rejects.toThrow('asked for options');

    const testing = await module()
      .overrideProvider(FINGERPRINT_GUARD)
      .useValue(guardDeciding('allow'))
      .compile();
    const app = testing.createNestApplication(new ExpressAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    expect((await fetch(await app.getUrl())).status).toBe(200);
    await app.close();
  });
});
