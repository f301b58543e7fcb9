import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
import { requireFingerprint } from '@fingerprint-guard/hono';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

// Without an account: `npm run emulator`.
const {
  PORT = '3000',
  FINGERPRINT_SECRET_API_KEY: apiKey = 'emulator',
  FINGERPRINT_BASE_URL: baseUrl = 'http://127.0.0.1:4870',
} = process.env;

const guard = createFingerprintGuard({ apiKey, baseUrl });

/**
 * People who want the coupon twice hide their device: whatever does that is refused here, though a login would allow
 * it.
 */
const coupon = requireFingerprint(guard, {
  extends: 'recommended',
  rules: { 'virtual-machine': 'deny', tampering: 'deny', 'low-confidence': ['deny', { min: 0.7 }] },
});

/** The devices that have used the coupon; a real shop keeps them in its database. */
const served = new Set<string>();

const app = new Hono();
app.post('/coupon', coupon, (c) => {
  const { visitorId } = c.get('fingerprint')?.signals ?? {};
  if (visitorId === undefined || served.has(visitorId)) return c.json({ title: 'One each' }, 409);
  served.add(visitorId);
  return c.json({ coupon: 'TEA-10' });
});

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`Listening: http://127.0.0.1:${port}`),
);
