import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { requireFingerprint } from './adapter.js';
import { answer, createListener } from './router.js';

// Without an account: `npm run emulator`.
const {
  PORT = '3000',
  FINGERPRINT_SECRET_API_KEY: apiKey = 'emulator',
  FINGERPRINT_BASE_URL: baseUrl = 'http://127.0.0.1:4870',
} = process.env;

const guard = createFingerprintGuard({ apiKey, baseUrl });
const guarded = requireFingerprint(guard);

const server = createServer(
  createListener({
    'POST /login': guarded((exchange) =>
      answer(exchange, 200, { visitorId: exchange.fingerprint?.signals.visitorId }),
    ),
  }),
);
server.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`Listening: http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
