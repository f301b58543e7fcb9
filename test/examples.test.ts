import { startEmulator } from '@fingerprint-guard/emulator';
import { describe, expect, test } from '@jest/globals';
import { startChild } from './support/child.js';

type Scenario = Parameters<Awaited<ReturnType<typeof startEmulator>>['createEvent']>[0];

/** What each example answers: route, visit, status. No visit: no event is sent. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [string, Scenario | undefined, number])[]>> = {
  express: [
    ['/login', 'honest', 200],
    ['/login', 'tor', 403],
    ['/login', undefined, 403],
    ['/pay', 'honest', 200],
    ['/pay', 'incognito', 202],
    ['/pay', 'bad-bot', 403],
  ],
  koa: [
    ['/newsletter', undefined, 200],
    ['/newsletter', 'bad-bot', 200],
    ['/sign-up', 'honest', 201],
    ['/sign-up', 'bad-bot', 403],
  ],
  fastify: [
    ['/login', 'honest', 200],
    ['/login', 'proxy', 403],
    ['/login', 'bad-bot', 403],
    ['/login', undefined, 403],
  ],
  hono: [
    ['/coupon', 'honest', 200],
    ['/coupon', 'virtual-machine', 403],
    ['/coupon', 'tampered', 403],
    ['/coupon', undefined, 403],
  ],
  'node-http': [
    ['/login', 'honest', 200],
    ['/login', 'bad-bot', 403],
    ['/login', undefined, 403],
    ['/elsewhere', 'honest', 404],
  ],
};

describe.each(Object.entries(EXAMPLES))('the example %s', (name, visits) => {
  test('answers as its README says', async () => {
    const emulator = await startEmulator();
    const child = startChild(process.execPath, [`examples/${name}/dist/main.js`], {
      PORT: '0',
      NODE_OPTIONS: '',
      FINGERPRINT_BASE_URL: emulator.url,
      FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    });
    try {
      await child.printed('Listening: ');
      const [, url] = /Listening: (\S+)/.exec(child.output()) ?? [];
      for (const [path, scenario, status] of visits) {
        const event = scenario && (await emulator.createEvent(scenario, { ip_address: '127.0.0.1' }));
        const answer = await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(event ? { eventId: event.eventId } : {}),
        });
        expect([path, scenario, answer.status]).toEqual([path, scenario, status]);
      }
    } finally {
      await child.end();
      await emulator.close();
    }
  });
});
