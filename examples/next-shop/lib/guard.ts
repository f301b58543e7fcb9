import { createFingerprintGuard } from '@fingerprint-guard/core';
import { shareGuard } from '@fingerprint-guard/next';

/** The one guard of the shop: for the action, the route handler and the proxy. */
export const guard = shareGuard(() =>
  createFingerprintGuard({
    apiKey: process.env.FINGERPRINT_SECRET_API_KEY ?? 'emulator',
    // Without it, the Server API of the region.
    baseUrl: process.env.FINGERPRINT_BASE_URL ?? 'http://127.0.0.1:4870',
    // Next does not provide the client's address: the platform in front of it does.
    ...(process.env.VERCEL ? { clientIp: { platform: 'vercel' } } : {}),
    policies: {
      login: {
        rules: {
          // The page identifies when the form is submitted, so an honest event is seconds old.
          'stale-event': ['deny', { maxAgeMs: 60_000 }],
          incognito: 'challenge',
        },
      },
    },
  }),
);
