import { expect, test } from '@jest/globals';
import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FingerprintService, type NativeRequest, RequireEdge, RequireFingerprint } from '../src/index.js';
import { create } from './platforms.js';
import { appOf, onEach } from './shop.js';

const both = expect.objectContaining({
  code: 'ERR_FP_OPTION',
  message: expect.stringContaining('both @RequireFingerprint and @RequireEdge'),
});

/** Puts decorators on one handler, the last one first, as TypeScript does. */
function decorated(...decorators: MethodDecorator[]) {
  class Prices {
    list() {}
  }
  const handler = Object.getOwnPropertyDescriptor(Prices.prototype, 'list') ?? {};
  for (const decorate of decorators.reverse()) decorate(Prices.prototype, 'list', handler);
}

test('a handler either requires an event or judges the request itself: of both, one would be lost', () => {
  expect(() => decorated(RequireEdge('strict'), RequireFingerprint('strict'))).toThrow(both);
  expect(() => decorated(RequireFingerprint('strict'), RequireEdge('strict'))).toThrow(both);
  expect(() => decorated(RequireEdge('strict'))).not.toThrow();
  expect(() => decorated(RequireFingerprint('strict'))).not.toThrow();
});

test('a module whose guard cannot have requests analysed does not start', async () => {
  @Controller()
  class Prices {
    @Get() @RequireEdge() list() {}
  }
  @Controller()
  class Account {
    @Get() @RequireFingerprint() show() {}
  }
  const start = async (controller: new () => object) => {
    const options = { apiKey: 'key', apiVersion: 'v3', logger: false } as const;
    const app = await create(appOf({ options }, { controllers: [controller] }), new ExpressAdapter());
    await app.init().finally(() => app.close());
  };
  await expect(start(Prices)).rejects.toMatchObject({
    code: 'ERR_FP_UNSUPPORTED',
    message: expect.stringMatching(/^Prices\.list: analyzeEdge is not part/),
  });
  await start(Account);
});

onEach(
  'a handler that requires an event can also judge the request itself through the service',
  async (shop, platform) => {
    @Controller()
    class Prices {
      constructor(@Inject(FingerprintService) private readonly fingerprint: FingerprintService) {}
      @Get() @RequireFingerprint() async list(@Req() request: NativeRequest) {
        const { action, signals } = await this.fingerprint.checkEdge(request);
        return { action, reference: signals.reference, clientIp: signals.clientIp };
      }
    }
    const url = await shop.listen(platform, appOf(shop, { controllers: [Prices] }));
    const ask = async (agent: string) => {
      const headers = { ...(await shop.visit()), 'user-agent': agent };
      return (await fetch(url, { headers })).json();
    };
    const judged = { reference: 'edge', clientIp: '127.0.0.1' };
    expect(await ask('Mozilla/5.0 Chrome/140.0.0.0')).toEqual({ action: 'allow', ...judged });
    expect(await ask('Mozilla/5.0 (compatible; Googlebot/2.1)')).toEqual({ action: 'deny', ...judged });
    expect((await fetch(url)).status).toBe(403);
  },
);
