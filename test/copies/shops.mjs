// Runs the ESM and the CommonJS copy of each adapter in one process: one attaches the guard, the other requires. It prints
// what clients are told, by framework and by the copy that attaches, as JSON.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { startEmulator } from '@fingerprint-guard/emulator';
import * as onExpress from '@fingerprint-guard/express';
import * as onFastify from '@fingerprint-guard/fastify';
import * as onHono from '@fingerprint-guard/hono';
import * as onKoa from '@fingerprint-guard/koa';
import * as onNest from '@fingerprint-guard/nest';
import { listen } from '@fingerprint-guard/testing';
import { getRequestListener } from '@hono/node-server';
import { Controller, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';

const require = createRequire(import.meta.url);
const copies = (name, esm) => ({ esm, cjs: require(`@fingerprint-guard/${name}`) });
const told = (decision) => ({ visitorId: decision?.signals.visitorId });

/** Starts a shop: `attaching` is the copy that has the guard, `requiring` the one that requires. */
const FRAMEWORKS = {
  express: [
    copies('express', onExpress),
    async (guard, attaching, requiring) => {
      const app = express().use(attaching.fingerprint(guard));
      const answer = (req, res) => void res.json(told(req.fingerprint));
      app.post('/login', requiring.requireFingerprint(), answer);
      app.post('/open', requiring.requireFingerprint({}, { skip: true }), answer);
      return listen(app);
    },
  ],
  koa: [
    copies('koa', onKoa),
    async (guard, attaching, requiring) => {
      const app = new Koa().use(attaching.fingerprint(guard));
      const [required, skipped] = [{}, { skip: true }].map((options) =>
        requiring.requireFingerprint({}, options),
      );
      app.use((ctx, next) => (ctx.path === '/login' ? required : skipped)(ctx, next));
      app.use((ctx) => {
        ctx.body = told(ctx.state.fingerprint);
      });
      return listen(app.callback());
    },
  ],
  hono: [
    copies('hono', onHono),
    async (guard, attaching, requiring) => {
      const answer = (c) => c.json(told(c.get('fingerprint')));
      const inner = new Hono().post('/login', requiring.requireFingerprint(), answer);
      const app = new Hono().use(attaching.fingerprint(guard));
      app.post('/login', requiring.requireFingerprint(), answer);
      app.post('/open', requiring.requireFingerprint({}, { skip: true }), answer);
      // Judged outside by the one copy, and by the other further in: once.
      app.use('/mounted/*', attaching.requireFingerprint());
      app.mount('/mounted', inner.fetch);
      return listen(getRequestListener(app.fetch));
    },
  ],
  fastify: [
    copies('fastify', onFastify),
    async (guard, attaching, requiring) => {
      const app = Fastify();
      await app.register(attaching.fingerprint, { guard });
      const answer = async (request) => told(request.fingerprint);
      app.post('/login', { preHandler: requiring.requireFingerprint() }, answer);
      app.post('/open', { preHandler: requiring.requireFingerprint({}, { skip: true }) }, answer);
      return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
    },
  ],
  nest: [
    copies('nest', onNest),
    async (guard, attaching, requiring) => {
      class Shop {
        login(request) {
          return told(request.fingerprint);
        }
        open(request) {
          return told(request.fingerprint);
        }
      }
      decorate(Shop, 'login', Post('login'), requiring.RequireFingerprint());
      decorate(Shop, 'open', Post('open'), requiring.RequireFingerprint({}, { skip: true }));
      Controller()(Shop);
      class AppModule {
        configure(consumer) {
          consumer.apply(attaching.FingerprintMiddleware).forRoutes('{*path}');
        }
      }
      Module({ imports: [attaching.FingerprintModule.forRoot(guard)], controllers: [Shop] })(AppModule);
      const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
      await app.listen(0, '127.0.0.1');
      return { url: await app.getUrl(), close: () => app.close() };
    },
  ],
};

function decorate({ prototype }, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  for (const decorator of decorators) decorator(prototype, name, descriptor);
  Req()(prototype, name, 0);
}

const emulator = await startEmulator();
const results = {};
for (const [name, [{ esm, cjs }, open]] of Object.entries(FRAMEWORKS)) {
  const isOneCopy = Object.keys(esm).some((key) => typeof esm[key] === 'function' && esm[key] === cjs[key]);
  if (isOneCopy) throw new Error(`${name} has one copy`);
  for (const [attached, pair] of Object.entries({ esm: [esm, cjs], cjs: [cjs, esm] })) {
    const guard = createFingerprintGuard({
      apiKey: emulator.secretApiKey,
      baseUrl: emulator.url,
      logger: false,
    });
    const { url, close } = await open(guard, ...pair);
    const send = async (path, eventId) => {
      const headers = { 'x-fingerprint-event-id': eventId };
      const answer = await fetch(url + path, { method: 'POST', headers });
      const { visitorId, code } = await answer.json();
      return code ?? visitorId;
    };
    const visit = async (path, scenario = 'honest', times = 1) => {
      const { eventId, visitorId } = await emulator.createEvent(scenario);
      const answers = [];
      for (let time = 0; time < times; time++) answers.push(await send(path, eventId));
      return answers.map((answer) => (answer === visitorId ? 'visitor' : answer));
    };
    results[`${name}, attached by ${attached}`] = {
      honest: await visit('/login', 'honest', 2),
      bot: await visit('/login', 'bad-bot'),
      skipped: await visit('/open'),
      ...(name === 'hono' ? { mounted: await visit('/mounted/login') } : {}),
    };
    await close();
    await guard.close();
  }
}
await emulator.close();
console.log(JSON.stringify(results));
