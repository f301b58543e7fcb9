import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type WebhookAppSpec, webhookConformance } from '@fingerprint-guard/testing';
import { describe, expect, test } from '@jest/globals';
import Fastify, { type onRequestAsyncHookHandler, type preParsingAsyncHookHandler } from 'fastify';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { fingerprint, fingerprintWebhook } from '../src/index.js';
import { eachTest, posted } from './shop.js';

interface Before {
  onRequest?: onRequestAsyncHookHandler;
  preParsing?: preParsingAsyncHookHandler;
}

/** Reads the body outside of Fastify's parsers, as Express's middleware does, and keeps nothing of it. */
const read: Before = {
  onRequest: async ({ raw }) => {
    for await (const _ of raw);
  },
};
const replaced: Before = {
  preParsing: async (_request, _reply, payload) => Readable.from([await buffer(payload)]),
};
const kept: Before = {
  preParsing: async (request, _reply, payload) => {
    Object.assign(request, { rawBody: await buffer(payload) });
  },
};

async function start(before: Before, { guard, secrets, parsed, onError }: WebhookAppSpec) {
  const app = Fastify();
  app.setErrorHandler((error: Error, _request, reply) => {
    onError(error);
    reply.send(error);
  });
  const { onRequest, preParsing } = parsed ? read : before;
  if (onRequest) app.addHook('onRequest', onRequest);
  if (preParsing) app.addHook('preParsing', preParsing);
  await app.register(fingerprintWebhook, { guard, secrets, prefix: '/webhook' });
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

const kinds: Record<string, Before> = {
  'Fastify 5': {},
  'Fastify 5 behind a hook that replaces the stream': replaced,
  'Fastify 5 behind a hook that keeps rawBody': kept,
};

for (const [name, before] of Object.entries(kinds))
  webhookConformance({ name, start: (app) => start(before, app) }, sideBySide());

describe('within an application', () => {
  const shop = eachTest();

  test('the receiver has parsers of its own, and leaves those of the application alone', async () => {
    const app = shop.app({ bodyLimit: 10 });
    const guard = shop.guard();
    await app.register(fingerprint, { guard });
    await app.register(fingerprintWebhook, { guard, secrets: 'a secret', prefix: '/webhook' });
    app.post('/', async (request) => request.body);
    expect(await (await shop.ask(app, '/', posted({ a: 1 }))).json()).toEqual({ a: 1 });
    const deliveries = [posted({ event_id: 'unsigned' }), { method: 'POST' }, { method: 'POST', body: '{' }];
    for (const delivery of deliveries) {
      const answer = await shop.ask(app, '/webhook', delivery);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    }
    expect(shop.decisions).toEqual([]);
  });
});
