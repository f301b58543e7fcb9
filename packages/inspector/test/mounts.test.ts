import 'reflect-metadata';
import { createServer } from 'node:http';
import { listen, type RunningApp } from '@fingerprint-guard/testing';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { afterEach, expect, test } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { createInspector, type Inspector } from '../src/index.js';
import { throughTor } from './decisions.js';

const PATH = '/_fingerprint';

@Module({})
class EmptyModule {}

async function nest(adapter: ExpressAdapter | FastifyAdapter, inspector: Inspector): Promise<RunningApp> {
  const app = await NestFactory.create(EmptyModule, adapter, { logger: false, forceCloseConnections: true });
  app.use(PATH, inspector.node);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
}

/** Each framework as its documentation mounts an inspector, behind a body parser wherever one may stand before it. */
const mounts: Record<string, (inspector: Inspector) => Promise<RunningApp>> = {
  'node:http, with the empty body that Express 4 leaves where no parser has read': (inspector) =>
    listen((req, res) => {
      if (req.url?.startsWith(PATH)) void inspector.node(Object.assign(req, { body: {} }), res);
      else res.end();
    }),
  'Express, behind a body parser and a router': async (inspector) => {
    const router = express.Router().use(PATH, inspector.node);
    const running = await listen(express().use(express.json()).use('/admin', router));
    return { ...running, url: `${running.url}/admin` };
  },
  Koa: (inspector) => {
    const app = new Koa().use(async (ctx, next) => {
      if (!ctx.path.startsWith(PATH)) return next();
      ctx.respond = false;
      await inspector.node(ctx.req, ctx.res);
    });
    return listen(app.callback());
  },
  Fastify: async (inspector) => {
    const app = fastify({ forceCloseConnections: true });
    for (const url of [PATH, `${PATH}/*`]) {
      app.all(url, (request, reply) => {
        reply.hijack();
        void inspector.node(Object.assign(request.raw, { body: request.body }), reply.raw);
      });
    }
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
  Hono: async (inspector) => {
    const app = new Hono().all(`${PATH}/*`, (c) =>
      inspector.fetch(c.req.raw, { ip: getConnInfo(c).remote.address }),
    );
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', createServer });
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    return {
      url: `http://127.0.0.1:${port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          (server as { closeAllConnections?: () => void }).closeAllConnections?.();
        }),
    };
  },
  'Nest on Express': (inspector) => nest(new ExpressAdapter(), inspector),
  'Nest on Fastify': (inspector) => nest(new FastifyAdapter(), inspector),
};

let running: RunningApp | undefined;
afterEach(() => running?.close());

test.each(Object.keys(mounts))(
  '%s serves the page, its data, its stream and its comparison',
  async (name) => {
    const inspector = createInspector();
    running = await (mounts[name] as (typeof mounts)[string])(inspector);
    const url = running.url.replace('[::1]', 'localhost') + PATH;
    const decision = throughTor();
    inspector.onDecision(decision);

    for (const page of [url, `${url}/`]) {
      const response = await fetch(page);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      expect(await response.text()).toContain('<title>Inspector');
    }
    expect(await (await fetch(`${url}/api/decisions/${decision.id}`)).json()).toMatchObject({
      id: decision.id,
    });
    expect(await (await fetch(`${url}/api/decisions?action=allow`)).json()).toMatchObject({ decisions: [] });
    expect((await fetch(`${url}/api/summary`, { method: 'DELETE' })).status).toBe(405);

    const compared = await fetch(`${url}/compare`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(url).origin },
      body: JSON.stringify({ policy: { rules: { tor: 'observe' } } }),
    });
    expect(await compared.json()).toMatchObject({ changes: [{ id: decision.id, after: 'allow' }] });

    const stream = await fetch(`${url}/api/stream`);
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    inspector.onDecision(decision);
    let told = '';
    while (!told.includes('event: decision')) told += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
  },
);
