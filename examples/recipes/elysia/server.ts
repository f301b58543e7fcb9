import { createFingerprintGuard } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import { Elysia, t } from 'elysia';

const guard = createFingerprintGuard({
  apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
  baseUrl: process.env.FINGERPRINT_BASE_URL, // an emulator's; unset, the real API
});

export const app = new Elysia()
  .macro({
    fingerprint: (policy: string) => ({
      async resolve({ request, body, server, status, route }) {
        const ip = server?.requestIP(request)?.address;
        const { decision, blocked } = await checkRequest(guard, request, { policy, ip, body, route });
        // If a `Response` itself is returned here, Elysia goes on to the handler.
        return blocked ? status(blocked.status, blocked) : { fingerprint: decision };
      },
    }),
  })
  .post(
    '/login',
    ({ body, fingerprint }) => ({ email: body.email, visitorId: fingerprint.signals.visitorId }),
    { fingerprint: 'strict', body: t.Object({ email: t.String() }, { additionalProperties: true }) },
  );
