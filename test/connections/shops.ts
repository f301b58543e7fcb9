import type { RequestListener } from 'node:http';
import type { Decision, FingerprintGuard } from '@fingerprint-guard/core';
import { requireFingerprint as onExpress } from '@fingerprint-guard/express';
import { fingerprint as fastifyPlugin } from '@fingerprint-guard/fastify';
import { requireFingerprint as onHono } from '@fingerprint-guard/hono';
import { requireFingerprint as onKoa } from '@fingerprint-guard/koa';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';

/** Called for each run of a handler. */
type Handle = (decision: Decision | undefined) => void;

/** A shop whose every path and method requires a decision, as a listener of Node's server. */
type Build = (guard: FingerprintGuard, handle: Handle) => Promise<RequestListener>;

/** Shops on HTTP/1 and on HTTP/2 alike. */
export const HTTP2_SHOPS: Readonly<Record<string, Build>> = {
  async Koa(guard, handle) {
    const app = Object.assign(new Koa(), { silent: true }).use(onKoa(guard));
    return app
      .use((ctx) => {
        handle(ctx.state.fingerprint);
        ctx.body = 'handled';
      })
      .callback();
  },
  async Fastify(guard, handle) {
    const app = Fastify();
    await app.register(fastifyPlugin, { guard });
    app.all('/*', { config: { fingerprint: true } }, async (request) => {
      handle(request.fingerprint);
      return 'handled';
    });
    await app.ready();
    return app.routing as RequestListener;
  },
  async Hono(guard, handle) {
    const app = new Hono().use(onHono(guard));
    app.all('*', (c) => {
      handle(c.get('fingerprint'));
      return c.text('handled');
    });
    return getRequestListener(app.fetch) as RequestListener;
  },
};

export const SHOPS: Readonly<Record<string, Build>> = {
  async Express(guard, handle) {
    const app = express().use(onExpress(guard));
    return app.use((req, res) => {
      handle(req.fingerprint);
      res.send('handled');
    });
  },
  ...HTTP2_SHOPS,
};
