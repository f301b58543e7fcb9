import { createFingerprintGuard } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import { defineEventHandler, getRequestIP, readBody, toWebRequest } from 'h3';

const guard = createFingerprintGuard({
  apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
  baseUrl: process.env.FINGERPRINT_BASE_URL, // an emulator's; unset, the real API
});

export default defineEventHandler(async (event) => {
  const body = await readBody(event); // first, because `toWebRequest` consumes it
  const { decision, blocked } = await checkRequest(guard, toWebRequest(event), {
    policy: 'strict',
    ip: getRequestIP(event), // never with `xForwardedFor: true`, which trusts the client
    body,
    route: '/api/login',
  });
  return blocked ?? { email: body.email, visitorId: decision.signals.visitorId };
});
