import { expect } from '@jest/globals';
import { All, Controller } from '@nestjs/common';
import { RequireFingerprint } from '../src/index.js';
import { start } from './platforms.js';
import { appOf, onEach } from './shop.js';

const handled: string[] = [];

@Controller()
class Handlers {
  @All()
  @RequireFingerprint()
  handle() {
    handled.push('handled');
    return {};
  }
}

onEach(
  'a preflight that reaches a handler of all methods is judged; CORS answers one before',
  async (shop, platform) => {
    handled.splice(0);
    const preflight = {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    };
    const url = await shop.listen(platform, appOf(shop, { controllers: [Handlers] }));
    expect((await fetch(url, preflight)).status).toBe(403);
    expect(handled).toEqual([]);

    const adapter = platform.adapter();
    adapter.enableCors({ origin: 'https://shop.example' });
    const { url: withCors, close } = await start(appOf(shop, { controllers: [Handlers] }), adapter);
    const answer = await fetch(withCors, preflight);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://shop.example',
    ]);
    await close();
    expect(handled).toEqual([]);
  },
);
