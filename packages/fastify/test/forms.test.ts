import multipart from '@fastify/multipart';
import { expect, test } from '@jest/globals';
import { fingerprint } from '../src/index.js';
import { eachTest } from './shop.js';

const shop = eachTest();

async function appWith(attachFieldsToBody: boolean | 'keyValues') {
  const app = shop.app();
  await app.register(multipart, { attachFieldsToBody });
  await app.register(fingerprint, { guard: shop.guard() });
  app.post('/', { config: { fingerprint: true } }, async (request) => ({
    eventId: request.fingerprint?.signals.eventId,
  }));
  return app;
}

async function form() {
  const { 'x-fingerprint-event-id': eventId } = await shop.visit();
  const body = new FormData();
  body.set('eventId', eventId);
  body.set('picture', new File(['pixels'], 'picture.png'));
  return { eventId, init: { method: 'POST', body } };
}

test.each([true, 'keyValues'] as const)(
  'a form with files names its event, with attachFieldsToBody: %p',
  async (attachFieldsToBody) => {
    const app = await appWith(attachFieldsToBody);
    const { eventId, init } = await form();
    expect(await (await shop.ask(app, '/', init)).json()).toEqual({ eventId });
    expect((await shop.ask(app, '/', init)).status).toBe(403);
  },
);

test.each([true, 'keyValues'] as const)('a file for an ID is malformed: %p', async (attachFieldsToBody) => {
  const app = await appWith(attachFieldsToBody);
  const { init } = await form();
  init.body.set('eventId', new File(['id'], 'id.txt'));
  const response = await shop.ask(app, '/', init);
  expect(response.status).toBe(403);
  expect(shop.decisions.at(-1)?.reasons[0]?.rule).toBe('malformed-event');
});

test('a form whose fields are left to the handler names no event, which is hinted at, and the header does', async () => {
  const app = await appWith(false);
  const { eventId, init } = await form();
  expect((await shop.ask(app, '/', init)).status).toBe(403);
  expect(shop.warnings).toEqual([expect.stringContaining('multipart form is not parsed')]);
  const headers = { 'x-fingerprint-event-id': eventId };
  expect(await (await shop.ask(app, '/', { ...init, headers })).json()).toEqual({ eventId });
});
