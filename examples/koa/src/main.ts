import type { AddressInfo } from 'node:net';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { fingerprint, requireFingerprint } from '@fingerprint-guard/koa';
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';

// Without an account: `npm run emulator`.
const {
  PORT = '3000',
  FINGERPRINT_SECRET_API_KEY: apiKey = 'emulator',
  FINGERPRINT_BASE_URL: baseUrl = 'http://127.0.0.1:4870',
} = process.env;

const guard = createFingerprintGuard({ apiKey, baseUrl });
const required = requireFingerprint();

const app = new Koa();
app.use(bodyParser());
app.use(fingerprint(guard));

app.use(async (ctx, next) => {
  if (ctx.method !== 'POST' || ctx.path !== '/newsletter') return next();
  // Only attached: nothing is blocked, and the handler weighs the facts. A bot's address goes to a separate list.
  const { bot } = ctx.state.fingerprint?.signals ?? {};
  ctx.body = { list: bot === 'not_detected' ? 'readers' : 'to-be-confirmed' };
});

app.use(async (ctx, next) => {
  if (ctx.method !== 'POST' || ctx.path !== '/sign-up') return next();
  await required(ctx, async () => {
    ctx.status = 201;
    ctx.body = { visitorId: ctx.state.fingerprint?.signals.visitorId };
  });
});

const server = app.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`Listening: http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
