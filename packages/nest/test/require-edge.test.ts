import { expect, test } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { RequireEdge, RequireFingerprint } from '../src/index.js';
import { create } from './platforms.js';
import { appOf } from './shop.js';

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

test('one handler requires an event or is judged by itself: of both, one would be lost', () => {
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
