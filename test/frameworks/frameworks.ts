import type { FingerprintGuard } from '@fingerprint-guard/core';
import * as onExpress from '@fingerprint-guard/express';
import * as onFastify from '@fingerprint-guard/fastify';
import * as onHono from '@fingerprint-guard/hono';
import * as onKoa from '@fingerprint-guard/koa';
import { listen } from '@fingerprint-guard/testing';
import { getRequestListener } from '@hono/node-server';
import Router from '@koa/router';
import express5, { type ErrorRequestHandler } from 'express';
import express4 from 'express-4';
import Fastify, { type preHandlerHookHandler } from 'fastify';
import { Hono, type MiddlewareHandler } from 'hono';
import Koa from 'koa';

/** The middleware in front of an application's handlers. */
export interface Placed {
  /** Attached app-wide, if there is one. */
  guard?: FingerprintGuard | undefined;
  /** In front of every route. */
  everywhere?: unknown;
  /** In front of `POST /login` alone. */
  route?: unknown;
}

export interface Framework {
  name: string;
  words: {
    fingerprint: unknown;
    requireFingerprint: (...args: never[]) => unknown;
    requireEdge: (...args: never[]) => unknown;
  };
  /** Listens; what fails at start rejects. `onError` receives errors of requests. */
  start(placed: Placed, onError: (error: unknown) => void): Promise<{ url: string; close(): Promise<void> }>;
}

/** What an application puts in a place, whatever it is. */
const given = <T>(value: unknown): T[] => (value === undefined ? [] : [value as T]);

const startExpress =
  (express: typeof express5): Framework['start'] =>
  async ({ guard, everywhere, route }, onError) => {
    const app = express();
    for (const middleware of [
      ...given<never>(guard && onExpress.fingerprint(guard)),
      ...given<never>(everywhere),
    ])
      app.use(middleware);
    app.post('/login', ...given<never>(route), (_req, res) => void res.json('handled'));
    const fail: ErrorRequestHandler = (error, _req, res, _next) => {
      onError(error);
      res.status(500).end();
    };
    return listen(app.use(fail));
  };

export const frameworks: readonly Framework[] = [
  { name: 'Express 5', words: onExpress, start: startExpress(express5) },
  { name: 'Express 4', words: onExpress, start: startExpress(express4) },
  {
    name: 'Koa',
    words: onKoa,
    async start({ guard, everywhere, route }, onError) {
      const app = new Koa().on('error', onError);
      for (const middleware of [
        ...given<never>(guard && onKoa.fingerprint(guard)),
        ...given<never>(everywhere),
      ])
        app.use(middleware);
      const router = new Router().post('/login', ...given<never>(route), (ctx) => {
        ctx.body = 'handled';
      });
      return listen(app.use(router.routes()).callback());
    },
  },
  {
    name: 'Hono',
    words: onHono,
    async start({ guard, everywhere, route }, onError) {
      const app = new Hono();
      app.onError((error, c) => {
        onError(error);
        return c.body(null, 500);
      });
      for (const middleware of [
        ...given<never>(guard && onHono.fingerprint(guard)),
        ...given<never>(everywhere),
      ])
        app.use(middleware);
      for (const middleware of given<MiddlewareHandler>(route)) app.on('POST', '/login', middleware);
      app.post('/login', (c) => c.json('handled'));
      return listen(getRequestListener(app.fetch));
    },
  },
  {
    name: 'Fastify',
    words: onFastify,
    async start({ guard, everywhere, route }, onError) {
      const app = Fastify();
      app.setErrorHandler((error, _request, reply) => {
        onError(error);
        return reply.code(500).send();
      });
      if (guard) await app.register(onFastify.fingerprint, { guard, skip: true });
      for (const hook of given<preHandlerHookHandler>(everywhere)) app.addHook('preHandler', hook);
      app.post('/login', { preHandler: given<preHandlerHookHandler>(route) }, async () => 'handled');
      const url = await app.listen({ port: 0, host: '127.0.0.1' });
      return { url, close: () => app.close() };
    },
  },
];
