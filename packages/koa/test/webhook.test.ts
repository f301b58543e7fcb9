import { listen, type WebhookAppSpec, webhookConformance } from '@fingerprint-guard/testing';
import { bodyParser } from '@koa/bodyparser';
import Koa3, { type Middleware } from 'koa';
import Koa2 from 'koa-2';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { fingerprintWebhook } from '../src/index.js';

/** A parser that keeps nothing of what it read. */
const parseOnly: Middleware = async (ctx, next) => {
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  Object.assign(ctx.request, { body: JSON.parse(Buffer.concat(chunks).toString()) });
  await next();
};

function start(Koa: typeof Koa3, before: Middleware[], { guard, secrets, parsed, onError }: WebhookAppSpec) {
  const app = new Koa();
  app.on('error', onError);
  for (const parser of parsed ? [parseOnly] : before) app.use(parser);
  const receive = fingerprintWebhook(guard, { secrets });
  app.use((ctx, next) => (ctx.path === '/webhook' ? receive(ctx, next) : next()));
  return listen(app.callback());
}

const kinds: Record<string, [typeof Koa3, Middleware[]]> = {
  'Koa 3': [Koa3, []],
  'Koa 2': [Koa2, []],
  'Koa 3 behind @koa/bodyparser, which keeps the text': [Koa3, [bodyParser({ jsonStrict: false })]],
};

for (const [name, [Koa, before]] of Object.entries(kinds))
  webhookConformance({ name, start: async (app) => start(Koa, before, app) }, sideBySide());
