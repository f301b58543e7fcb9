import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
import { listen, type WebhookAppSpec, webhookConformance } from '@fingerprint-guard/testing';
import { getRequestListener } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { fingerprintWebhook } from '../src/index.js';

/** Reads past Hono's own readers, and keeps nothing. */
const readRaw: MiddlewareHandler = async (c, next) => {
  await c.req.raw.text();
  await next();
};

const keep =
  (how: 'text' | 'arrayBuffer'): MiddlewareHandler =>
  async (c, next) => {
    await c.req[how]();
    await next();
  };

function start(before: MiddlewareHandler[], { guard, secrets, parsed, onError }: WebhookAppSpec) {
  const app = new Hono();
  app.onError((error, c) => {
    onError(error);
    return c.text('Internal Server Error', 500);
  });
  app.on('POST', ['/webhook'], ...(parsed ? [readRaw] : before), fingerprintWebhook(guard, { secrets }));
  return listen(getRequestListener(app.fetch));
}

const kinds: Record<string, MiddlewareHandler[]> = {
  'Hono 4': [],
  'Hono 4 behind c.req.text()': [keep('text')],
  'Hono 4 behind c.req.arrayBuffer()': [keep('arrayBuffer')],
};

for (const [name, before] of Object.entries(kinds)) {
  const target = {
    name,
    createGuard: createFingerprintGuard,
    start: async (app: WebhookAppSpec) => start(before, app),
  };
  webhookConformance(target, sideBySide());
}
