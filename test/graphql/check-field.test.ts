import { checkField, fingerprint, requireFingerprint } from '@fingerprint-guard/express';
import * as onFastify from '@fingerprint-guard/fastify';
import { listen } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import express, { type Request, type RequestHandler } from 'express';
import Fastify from 'fastify';
import { eachTest } from '../support/shop.js';

const shop = eachTest();
const field = (operation = 'mutation') => ({ operation: { operation }, path: {} });

/** Has a handler answer with what it returns, or with the code of its error. */
async function open(handle: (req: Request) => unknown, ...before: RequestHandler[]) {
  const app = express().use(express.json(), ...before);
  app.all('/graphql', async (req, res) => {
    res.json(await Promise.resolve(handle(req)).catch((error: { code?: string }) => error.code));
  });
  const { url, close } = await listen(app);
  shop.endings.push(close);
  return async (headers: Record<string, string>, init: RequestInit = {}) => {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, ...init });
    return response.json();
  };
}

const attached = (handle: (req: Request) => unknown) => open(handle, fingerprint(shop.guard()));

test('what is no field of a query or a mutation is an error, never a pass', async () => {
  const fields = [undefined, {}, { operation: {} }, { ...field(), path: undefined }, field('subscription')];
  for (const info of fields) {
    const ask = await attached((req) => checkField(req, info as ReturnType<typeof field>));
    expect(await ask(await shop.visit())).toBe('ERR_FP_CONTEXT');
  }
});

test('an operation that comes as a CORS preflight is an error, and one by OPTIONS is judged', async () => {
  const ask = await attached(async (req) => {
    Object.assign(req, { route: undefined });
    return (await checkField(req, field())).blocked === undefined;
  });
  const preflight = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect(await ask({ ...preflight, ...(await shop.visit()) }, { method: 'OPTIONS' })).toBe('ERR_FP_CONTEXT');
  expect(await ask(await shop.visit(), { method: 'OPTIONS' })).toBe(true);
});

test('without a guard, with a wrong option or policy, nothing passes', async () => {
  const withoutGuard = await open((req) => checkField(req, field()));
  expect(await withoutGuard(await shop.visit())).toBe('ERR_FP_NO_GUARD');
  const withSkip = await attached((req) => checkField(req, field(), undefined, { skip: true } as object));
  expect(await withSkip(await shop.visit())).toBe('ERR_FP_OPTION');
  const unknown = await attached((req) => checkField(req, field(), 'logn'));
  expect(await unknown(await shop.visit())).toBe('ERR_FP_UNKNOWN_POLICY');
});

test('a challenge is passed on to a resolver that does the step-up itself, which sees it', async () => {
  const policy = { rules: { incognito: 'challenge' } } as const;
  const asked = (passChallenge: boolean) =>
    attached(async (req) => {
      const { decision, blocked } = await checkField(req, field(), policy, { passChallenge });
      return [decision.action, blocked?.extensions.code, req.fingerprint === decision];
    });
  expect(await (await asked(true))(await shop.visit('incognito'))).toEqual(['challenge', null, true]);
  expect(await (await asked(false))(await shop.visit('incognito'))).toEqual([
    'challenge',
    'fingerprint_challenge',
    true,
  ]);
});

test('a route that is guarded too has no event of its own: one field shares it', async () => {
  const ask = await open(
    async (req) => {
      const fields = [field(), field(), field('query')];
      const checks = await Promise.all(fields.map((info) => checkField(req, info)));
      return checks.map(({ blocked }) => blocked === undefined);
    },
    fingerprint(shop.guard()),
    requireFingerprint(),
  );
  expect(await ask(await shop.visit())).toEqual([true, false, true]);
});

test('the same field checked twice is one use', async () => {
  const ask = await attached(async (req) => {
    const info = field();
    const checks = [await checkField(req, info), await checkField(req, info, { extends: 'recommended' })];
    return checks.map(({ blocked }) => blocked === undefined);
  });
  expect(await ask(await shop.visit())).toEqual([true, true]);
});

test('on Fastify the guard is the one registered, on a route that requires it too', async () => {
  const ask = async (isRegistered: boolean) => {
    const app = Fastify();
    shop.endings.push(() => app.close());
    if (isRegistered) await app.register(onFastify.fingerprint, { guard: shop.guard() });
    const options = isRegistered ? { config: { fingerprint: true } } : {};
    app.post('/', options, async (request) =>
      onFastify.checkField(request, field()).then(
        ({ blocked }) => ({ blocked }),
        ({ code }) => ({ code }),
      ),
    );
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return (await fetch(url, { method: 'POST', headers: await shop.visit() })).json();
  };
  expect(await ask(false)).toEqual({ code: 'ERR_FP_NO_GUARD' });
  expect(await ask(true)).toEqual({});
});
