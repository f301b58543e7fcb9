import { createFingerprintGuard } from '@fingerprint-guard/core';
import { fingerprint, fingerprintWebhook } from '@fingerprint-guard/fastify';
import Fastify from 'fastify';

// Without an account: `npm run emulator`.
const {
  PORT = '3000',
  FINGERPRINT_SECRET_API_KEY: apiKey = 'emulator',
  FINGERPRINT_BASE_URL: baseUrl = 'http://127.0.0.1:4870',
  FINGERPRINT_WEBHOOK_SECRET: secrets = 'webhook-secret',
} = process.env;

const guard = createFingerprintGuard({
  apiKey,
  baseUrl,
  policies: { login: { extends: 'recommended', rules: { proxy: 'deny' } } },
});

const app = Fastify();
await app.register(fingerprintWebhook, { prefix: '/webhook', guard, secrets });
await app.register(fingerprint, { guard });

app.post('/login', { config: { fingerprint: 'login' } }, async ({ fingerprint: decision }) => ({
  signedIn: true,
  // 'cache' if the webhook was faster than the visitor: the lookup cost no call.
  eventFrom: decision?.source,
}));

// Nothing is required here: the decision is attached, and blocks nobody.
app.get('/prices', async ({ fingerprint: decision }) => ({
  prices: decision?.signals.bot === 'bad' ? [] : [4, 6, 9],
}));

console.log(`Listening: ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}`);
