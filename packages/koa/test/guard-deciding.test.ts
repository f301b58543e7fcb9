import type { FingerprintGuard } from '@fingerprint-guard/core';
import { guardDeciding, listen } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import Koa from 'koa';
import Koa2 from 'koa-2';
import { fingerprint, requireFingerprint } from '../src/index.js';

/** An application as its author tests it: only the guard is passed in. */
function shop(framework: typeof Koa, guard: FingerprintGuard) {
  const app = new framework().use(fingerprint(guard));
  const login = requireFingerprint('login', { passChallenge: true });
  app.use((ctx, next) => (ctx.method === 'POST' ? login(ctx, next) : next()));
  app.use((ctx) => {
    const { action, signals } = ctx.state.fingerprint ?? {};
    ctx.body = { handled: action, private: signals?.incognito };
  });
  return app.callback();
}

async function ask(framework: typeof Koa, guard: FingerprintGuard, method: 'GET' | 'POST') {
  const { url, close } = await listen(shop(framework, guard));
  const response = await fetch(url, { method });
  const answer = { status: response.status, body: await response.json() };
  await close();
  return answer;
}

test.each([
  ['Koa 3', Koa],
  ['Koa 2', Koa2],
])('%s: a handler is tested by one line for each verdict', async (_name, framework) => {
  const handled = (action: string) => ({ status: 200, body: { handled: action, private: false } });
  expect(await ask(framework, guardDeciding('allow'), 'POST')).toEqual(handled('allow'));
  expect(await ask(framework, guardDeciding('challenge'), 'POST')).toEqual(handled('challenge'));
  expect(await ask(framework, guardDeciding('deny'), 'POST')).toMatchObject({
    status: 403,
    body: { code: 'fingerprint_denied' },
  });
  expect(await ask(framework, guardDeciding('deny', { signals: { incognito: true } }), 'GET')).toEqual({
    status: 200,
    body: { handled: 'deny', private: true },
  });
});
