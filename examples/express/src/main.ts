import type { AddressInfo } from 'node:net';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { fingerprint, requireFingerprint } from '@fingerprint-guard/express';
import express from 'express';

// Without an account: `npm run emulator`.
const {
  PORT = '3000',
  FINGERPRINT_SECRET_API_KEY: apiKey = 'emulator',
  FINGERPRINT_BASE_URL: baseUrl = 'http://127.0.0.1:4870',
} = process.env;

const guard = createFingerprintGuard({
  apiKey,
  baseUrl,
  policies: {
    login: { extends: 'recommended', rules: { tor: 'deny' } },
    // Incognito is no crime, but a payment from it needs another confirmation.
    pay: { extends: 'recommended', rules: { incognito: 'challenge', vpn: 'challenge' } },
  },
  onDecision: ({ id, policy, action, reasons }) =>
    console.log(id, policy, action, reasons.map(({ message }) => message).join('; ')),
});

const app = express();
app.use(express.json());
app.use(fingerprint(guard));

app.post('/login', requireFingerprint('login'), (req, res) => {
  res.json({ signedIn: true, knownVisitor: req.fingerprint?.event?.visitorFound ?? false });
});

// A challenged payment reaches the handler, which asks for a code instead of refusing it.
app.post('/pay', requireFingerprint('pay', { passChallenge: true }), (req, res) => {
  if (req.fingerprint?.action === 'challenge') res.status(202).json({ next: 'confirm-by-code' });
  else res.json({ paid: true });
});

const server = app.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`Listening: http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
