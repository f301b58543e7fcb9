import { createFingerprintGuard, type Decision } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import type { Handle } from '@sveltejs/kit';
import { env } from '$env/dynamic/private';

declare global {
  namespace App {
    interface Locals {
      fingerprint?: Decision;
    }
  }
}

const guard = createFingerprintGuard({
  apiKey: env.FINGERPRINT_SECRET_API_KEY,
  baseUrl: env.FINGERPRINT_BASE_URL, // an emulator's; unset, the real API
});

/** The policies of endpoints and form actions. */
const POLICIES: Readonly<Record<string, string>> = { 'POST /login': 'strict' };

export const handle: Handle = async ({ event, resolve }) => {
  const { request, route } = event;
  const policy = POLICIES[`${request.method} ${route.id}`];
  if (!policy) return resolve(event);
  const options = { policy, ip: event.getClientAddress(), route: route.id ?? undefined };
  const { decision, blocked } = await checkRequest(guard, request, options);
  if (blocked) return blocked;
  event.locals.fingerprint = decision;
  return resolve(event);
};
