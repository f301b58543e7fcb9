import { getSecret } from 'astro:env/server';
import { createFingerprintGuard, type Decision } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import type { MiddlewareHandler } from 'astro';

declare global {
  namespace App {
    interface Locals {
      fingerprint?: Decision;
    }
  }
}

const guard = createFingerprintGuard({
  apiKey: getSecret('FINGERPRINT_SECRET_API_KEY'),
  baseUrl: getSecret('FINGERPRINT_BASE_URL'), // an emulator's; unset, the real API
});

/** The policies of endpoints, pages and actions. */
const POLICIES: Readonly<Record<string, string>> = { 'POST /login': 'strict' };

export const onRequest: MiddlewareHandler = async (context, next) => {
  const { request, routePattern: route } = context;
  const policy = POLICIES[`${request.method} ${route}`];
  if (!policy) return next();
  const options = { policy, ip: context.clientAddress, route };
  const { decision, blocked } = await checkRequest(guard, request, options);
  if (blocked) return blocked;
  context.locals.fingerprint = decision;
  return next();
};
