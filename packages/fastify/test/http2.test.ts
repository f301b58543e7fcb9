import { connect } from 'node:http2';
import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { fingerprint, fingerprintWebhook, requireFingerprint } from '../src/index.js';
import { eachTest } from './shop.js';

const shop = eachTest();

/** The status of one GET over HTTP/2. */
function statusOf(url: string, path: string, headers: Record<string, string> = {}): Promise<unknown> {
  const session = connect(url);
  return new Promise((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request({ ':path': path, ...headers });
    stream.on('response', ({ ':status': status }) => resolve(status));
    stream.on('error', reject).on('close', () => session.close());
    stream.resume().end();
  });
}

test('over HTTP/2, the plugin, its config and its hook compile and guard', async () => {
  const guard = shop.guard();
  const app = Fastify({ http2: true });
  shop.endings.push(() => app.close());
  await app.register(fingerprint, { guard });
  await app.register(fingerprintWebhook, { guard, secrets: 'secret', prefix: '/webhook' });
  app.get('/config', { config: { fingerprint: true } }, async (request) => request.fingerprint?.id);
  app.get('/hook', { preHandler: requireFingerprint() }, async () => 'handled');
  app.get('/hooks', { preHandler: [requireFingerprint()] }, async () => 'handled');
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  for (const path of ['/config', '/hook', '/hooks']) {
    expect(await statusOf(url, path)).toBe(403);
    expect(await statusOf(url, path, await shop.visit())).toBe(200);
  }
});

test('over HTTP/2 with TLS, and on a route with types of its own, the hook compiles', () => {
  const secure = Fastify({ http2: true, https: {} });
  secure.get('/', { preHandler: requireFingerprint() }, async () => 'handled');
  const app = shop.app();
  app.post<{ Body: { name: string } }>(
    '/',
    { preHandler: requireFingerprint() },
    async ({ body }) => body.name,
  );
});
