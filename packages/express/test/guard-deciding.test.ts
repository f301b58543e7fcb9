import { guardDeciding, listen } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import express from 'express';
import express4 from 'express-4';
import { fingerprint, requireFingerprint } from '../src/index.js';

/** An application as its author tests it: only the guard is passed in. */
function shop(framework: typeof express, guard: ReturnType<typeof guardDeciding>) {
  const app = framework().use(fingerprint(guard));
  app.post('/login', requireFingerprint('login', { passChallenge: true }), (req, res) => {
    res.json(req.fingerprint?.action === 'challenge' ? 'send a code' : 'welcome');
  });
  app.get('/', (req, res) => void res.json({ private: req.fingerprint?.signals.incognito }));
  return app;
}

async function ask(guard: ReturnType<typeof guardDeciding>, framework: typeof express, path: string) {
  const { url, close } = await listen(shop(framework, guard));
  const response = await fetch(url + path, { method: path === '/' ? 'GET' : 'POST' });
  const answer = { status: response.status, body: await response.json() };
  await close();
  return answer;
}

test.each([
  ['Express 5', express],
  ['Express 4', express4],
])('%s: a handler is tested by one line for each verdict', async (_name, framework) => {
  expect(await ask(guardDeciding('allow'), framework, '/login')).toEqual({ status: 200, body: 'welcome' });
  expect(await ask(guardDeciding('challenge'), framework, '/login')).toEqual({
    status: 200,
    body: 'send a code',
  });
  expect(await ask(guardDeciding('deny'), framework, '/login')).toMatchObject({
    status: 403,
    body: { code: 'fingerprint_denied' },
  });
  expect(await ask(guardDeciding('deny', { signals: { incognito: true } }), framework, '/')).toEqual({
    status: 200,
    body: { private: true },
  });
});
