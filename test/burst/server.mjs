/*
 * One guarded route in the framework that FRAMEWORK names, over the API at API_URL and the Redis at REDIS_URL. Prints its
 * address. A process of its own, so that a burst keeps it busy and not those who send the burst or answer it.
 */
import 'reflect-metadata';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';

const { FRAMEWORK = '', API_URL, API_KEY, REDIS_URL } = process.env;

/** Both clients of Redis take part: some frameworks have the one, some the other. */
const client = ['koa', 'hono'].includes(FRAMEWORK)
  ? await createClient({ url: REDIS_URL }).connect()
  : new Redis(REDIS_URL);

const guard = createFingerprintGuard({
  apiKey: API_KEY,
  baseUrl: API_URL,
  replayStore: createRedisReplayStore({ client }),
  policy: { rules: { 'ip-location-mismatch': 'off' } },
});

const start = {
  async express() {
    const { default: express } = await import('express');
    const { requireFingerprint } = await import('@fingerprint-guard/express');
    const app = express().use(express.json({ limit: '1mb' }));
    app.post('/login', requireFingerprint(guard), (_req, res) => void res.json({ in: true }));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return server.address().port;
  },
  async koa() {
    const [{ default: Koa }, { bodyParser }, { requireFingerprint }] = await Promise.all([
      import('koa'),
      import('@koa/bodyparser'),
      import('@fingerprint-guard/koa'),
    ]);
    const app = new Koa().use(bodyParser()).use(requireFingerprint(guard));
    app.use((ctx) => {
      ctx.body = { in: true };
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return server.address().port;
  },
  async fastify() {
    const { default: Fastify } = await import('fastify');
    const { fingerprint } = await import('@fingerprint-guard/fastify');
    const app = Fastify();
    await app.register(fingerprint, { guard });
    app.post('/login', { config: { fingerprint: {} } }, async () => ({ in: true }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return app.server.address().port;
  },
  async hono() {
    const [{ Hono }, { serve }, { requireFingerprint }] = await Promise.all([
      import('hono'),
      import('@hono/node-server'),
      import('@fingerprint-guard/hono'),
    ]);
    const app = new Hono();
    app.post('/login', requireFingerprint(guard), (c) => c.json({ in: true }));
    return new Promise((resolve) => {
      serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
    });
  },
  async nest() {
    const [{ Controller, Module, Post }, { NestFactory }, { FingerprintModule, RequireFingerprint }] =
      await Promise.all([
        import('@nestjs/common'),
        import('@nestjs/core'),
        import('@fingerprint-guard/nest'),
      ]);
    class Login {
      login() {
        return { in: true };
      }
    }
    const handler = Object.getOwnPropertyDescriptor(Login.prototype, 'login');
    for (const decorate of [Post('login'), RequireFingerprint()]) decorate(Login.prototype, 'login', handler);
    Controller()(Login);
    class App {}
    Module({ imports: [FingerprintModule.forRoot(guard)], controllers: [Login] })(App);
    const app = await NestFactory.create(App, { logger: ['error'] });
    await app.listen(0, '127.0.0.1');
    return app.getHttpServer().address().port;
  },
};

console.log(`LISTENING http://127.0.0.1:${await start[FRAMEWORK]()}`);
