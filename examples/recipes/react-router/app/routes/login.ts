import { createFingerprintGuard } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import type { ActionFunctionArgs } from 'react-router';

const guard = createFingerprintGuard({
  apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
  baseUrl: process.env.FINGERPRINT_BASE_URL, // an emulator's; unset, the real API
});

export async function action({ request, context: { ip } }: ActionFunctionArgs): Promise<Response> {
  const { decision, blocked } = await checkRequest(guard, request, { policy: 'strict', ip });
  if (blocked) return blocked;
  const { email } = await request.json();
  return Response.json({ email, visitorId: decision.signals.visitorId });
}
