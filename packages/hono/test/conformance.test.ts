import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
import { type AppSpec, adapterConformance, listen } from '@fingerprint-guard/testing';
import { getRequestListener } from '@hono/node-server';
import { describe, test } from '@jest/globals';
import { type Context, Hono } from 'hono';
import { fingerprint, requireEdge, requireFingerprint } from '../src/index.js';

async function start({ guard, attach, foreign, routes }: AppSpec) {
  const app = new Hono().onError((_error, c) => c.text('Internal Server Error', 500));
  app.use(async (c, next) => {
    if (foreign) c.set('fingerprint', foreign.get ? foreign.get() : foreign.value);
    await next();
  });
  if (attach) app.use(fingerprint(guard, attach));
  for (const { method, path, require, handle } of routes) {
    const { policy, options, edge } = require ?? {};
    const requires = edge ? requireEdge : requireFingerprint;
    const own = attach ? requires(policy, options) : requires(guard, policy, options);
    app.on(method, [path], ...(require ? [own] : []), (c) => c.json(handle(c.get('fingerprint')) as object));
  }
  return listen(getRequestListener(app.fetch));
}

const answer = (c: unknown, status: number, body: unknown) => (c as Context).json(body, status as 401);

adapterConformance(
  { name: 'Hono 4', createGuard: createFingerprintGuard, start, answer },
  { describe, test },
);
