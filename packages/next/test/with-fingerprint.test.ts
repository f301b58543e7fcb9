import 'next/dist/server/node-environment-baseline.js';
import type { FingerprintGuard } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import { redirect } from 'next/navigation.js';
import type { NextRequest } from 'next/server.js';
import { eachTest } from '../../../test/support/shop.js';
import { type FingerprintContext, withFingerprint } from '../src/index.js';
import { type Route, serveRoutes } from './next-routes.js';

const shop = eachTest();

async function serve(route: Route, waiting?: Promise<unknown>[]) {
  const { url, close } = await serveRoutes({ '/orders': route }, waiting);
  shop.endings.push(close);
  return (headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(`${url}/orders`, { method: 'POST', headers, redirect: 'manual', ...init });
}
const JSON_TYPE = { 'content-type': 'application/json' };
const ok = async () => Response.json('handled');

describe('the handler', () => {
  test('has the decision next to the parameters of its route', async () => {
    const POST: (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response> =
      withFingerprint(shop.guard())(
        async (_request, { params, fingerprint }: FingerprintContext<{ id: string }>) =>
          Response.json([(await params).id, fingerprint.signals.reference]),
      );
    const answer = await POST(
      await requestOf(await shop.visit()),
      Object.freeze({ params: Promise.resolve({ id: '7' }) }),
    );
    expect(await answer.json()).toEqual(['7', 'id']);
  });

  test('reads the body that named the event', async () => {
    const send = await serve({
      POST: withFingerprint(shop.guard())(async (request) => Response.json(await request.json())),
    });
    const { eventId } = await shop.emulator.createEvent();
    const body = { eventId, tea: 'Assam' };
    const answer = await send(JSON_TYPE, { body: JSON.stringify(body) });
    expect([answer.status, await answer.json()]).toEqual([200, body]);
    const blocked = await send(JSON_TYPE, { body: JSON.stringify({ tea: 'Assam' }) });
    expect(blocked.status).toBe(403);
  });

  test('streams a body that the check leaves alone', async () => {
    const send = await serve({
      POST: withFingerprint(shop.guard())(async (request) => {
        let size = 0;
        for await (const chunk of request.body ?? []) size += chunk.byteLength;
        return Response.json(size);
      }),
    });
    const photo = new Uint8Array(3_000_000);
    const upload = async (headers: Record<string, string>) => send(headers, { body: photo });
    expect(await (await upload(await shop.visit())).json()).toBe(photo.length);
    expect((await upload({})).status).toBe(403);
  });

  test.each([
    ['a cookie', (id: string) => ({ cookie: `theme=dark; fp=${id}` })],
    ['a header', (id: string) => ({ 'x-my-id': id })],
  ])('is reached by an event that %s names, once', async (_where, place) => {
    const guard = shop.guard({ eventFrom: [{ cookie: 'fp' }, { header: 'x-my-id' }] });
    const send = await serve({ POST: withFingerprint(guard)(ok) });
    const headers = place((await shop.emulator.createEvent()).eventId);
    expect((await send(headers)).status).toBe(200);
    expect((await send(headers)).status).toBe(403);
  });
});

const requestOf = async (headers: Record<string, string>): Promise<NextRequest> => {
  const { NextRequest } = await import('next/server.js');
  return new NextRequest('https://shop.example/orders/7', { method: 'POST', headers });
};

test('a stale event is stopped, and a fresh one is not', async () => {
  const send = await serve({ POST: withFingerprint(shop.guard())(ok) });
  expect((await send(await shop.visit('stale'))).status).toBe(403);
  expect((await send(await shop.visit())).status).toBe(200);
});

describe("the client's address", () => {
  const FORGED = { 'x-forwarded-for': '203.0.113.9' };
  const addressOf = async (guard: FingerprintGuard, headers: Record<string, string>, ip?: () => string) => {
    const send = await serve({
      POST: withFingerprint(guard, { ip })(async (_request, { fingerprint }) =>
        Response.json(fingerprint.signals.clientIp ?? null),
      ),
    });
    return (await send({ ...(await shop.visit()), ...headers })).json();
  };

  test('cannot be set by a client', async () => {
    expect(await addressOf(shop.guard(), FORGED)).toBeNull();
    const clientIp = { trustedProxies: ['127.0.0.1'] };
    expect(await addressOf(shop.guard({ clientIp }), FORGED)).toBeNull();
  });

  test('is what the platform says, or a function', async () => {
    const guard = shop.guard({ clientIp: { platform: 'vercel' } });
    expect(await addressOf(guard, { ...FORGED, 'x-real-ip': '198.51.100.7' })).toBe('198.51.100.7');
    expect(await addressOf(shop.guard(), FORGED, () => '198.51.100.7')).toBe('198.51.100.7');
  });
});

test('on a serverless platform the doctor warns of what is missing', async () => {
  const { VERCEL } = process.env;
  process.env.VERCEL = '1';
  try {
    const guard = shop.guard();
    const send = await serve({ POST: withFingerprint(guard)(ok) });
    for (let request = 0; request < 20; request++) await send();
    const warnings = guard.doctor().filter(({ severity }) => severity === 'warning');
    expect(warnings.map(({ code }) => code)).toEqual([
      'FP_DOCTOR_MEMORY_REPLAY_STORE',
      'FP_DOCTOR_NO_CLIENT_ADDRESS',
    ]);
    const replayStore = { claim: async () => true };
    const told = shop.guard({ replayStore, clientIp: { platform: 'vercel' } });
    const sendKnown = await serve({ POST: withFingerprint(told)(ok) });
    for (let request = 0; request < 20; request++) await sendKnown({ 'x-real-ip': '198.51.100.7' });
    expect(told.doctor().filter(({ severity }) => severity === 'warning')).toEqual([]);
  } finally {
    if (VERCEL === undefined) delete process.env.VERCEL;
    else process.env.VERCEL = VERCEL;
  }
});

test('onBlocked may redirect, as Next does it', async () => {
  const POST = withFingerprint(shop.guard(), { onBlocked: () => redirect('/step-up') })(ok);
  const send = await serve({ POST });
  const answer = await send();
  expect([answer.status, answer.headers.get('location')]).toEqual([307, '/step-up']);
  expect((await send(await shop.visit())).status).toBe(200);
});

test("what the hook does is handed to Next's after, and no answer waits for it", async () => {
  let finish = () => {};
  const done: string[] = [];
  const onDecision = () =>
    new Promise<void>((resolve) => {
      finish = resolve;
    }).then(() => void done.push('told'));
  const waiting: Promise<unknown>[] = [];
  const send = await serve({ POST: withFingerprint(shop.guard({ onDecision }))(ok) }, waiting);
  expect((await send(await shop.visit())).status).toBe(200);
  expect(done).toEqual([]);
  expect(waiting).not.toEqual([]);
  finish();
  await Promise.all(waiting);
  expect(done).toEqual(['told']);
});

describe('a guard that a function returns', () => {
  test('is not created before there is a request', async () => {
    let calls = 0;
    const guard = shop.guard();
    const POST = withFingerprint(() => {
      calls++;
      return guard;
    }, 'strict')(ok);
    expect(calls).toBe(0);
    const send = await serve({ POST });
    expect((await send()).status).toBe(403);
    expect(calls).toBe(1);
  });

  test('is not created by a build, which calls a GET handler until it reads the request', async () => {
    const dynamic = new Error('Next renders this on demand');
    const request = Object.defineProperty(await requestOf({}), 'headers', {
      get() {
        throw dynamic;
      },
    });
    const GET = withFingerprint(() => {
      throw new Error('there is no key yet');
    })(ok);
    await expect(GET(request, { params: Promise.resolve({}) })).rejects.toBe(dynamic);
  });

  test('finds a misspelt policy with the first request, also of a skipped one', async () => {
    const request = await requestOf({});
    const params = { params: Promise.resolve({}) };
    const unknown = { code: 'ERR_FP_UNKNOWN_POLICY' };
    const handler = withFingerprint(() => shop.guard(), 'lgoin', { skip: true })(ok);
    await expect(handler(request, params)).rejects.toMatchObject(unknown);
    expect(() => withFingerprint(shop.guard(), 'lgoin')).toThrow(expect.objectContaining(unknown));
  });
});

describe('what is called wrongly is an error', () => {
  const wrong = (message: RegExp) =>
    expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringMatching(message) });

  test.each<[string, (guard: FingerprintGuard) => unknown, RegExp]>([
    ['no guard', () => withFingerprint({} as FingerprintGuard), /expected a guard/],
    ['a handler in place of the policy', (guard) => withFingerprint(guard, ok as never), /not a function/],
    [
      'a handler in place of options',
      (guard) => withFingerprint(guard, 'strict', ok as never),
      /not a function/,
    ],
    [
      'an unknown option',
      (guard) => withFingerprint(guard, { policy: 'strict', pi: 1 } as never),
      /pi: unknown option/,
    ],
    ['an address in place of its function', (guard) => withFingerprint(guard, { ip: '1' } as never), /ip: /],
    ['a route that is not a string', (guard) => withFingerprint(guard, { route: 1 } as never), /route: /],
    [
      'a request in place of the handler',
      (guard) => withFingerprint(guard)({} as never),
      /withFingerprint\(guard\)\(handler\)/,
    ],
  ])('%s', (_what, call, message) => {
    expect(() => call(shop.guard())).toThrow(wrong(message));
  });

  test('a function that returns no guard', async () => {
    const handler = withFingerprint(() => undefined as never)(ok);
    await expect(handler(await requestOf({}), { params: Promise.resolve({}) })).rejects.toEqual(
      wrong(/expected a guard/),
    );
  });
});
