import { believesAnyProxy } from '@fingerprint-guard/core';
import type { NativeRequest } from './native-request.js';

/** True where the platform takes the client's address from whatever forwarding header a client sends. */
export function trustsAnyProxy(request: NativeRequest): boolean {
  if (request.raw === undefined) return request.app?.get?.('trust proxy') === true;
  // Fastify does not tell what it was told to trust.
  return believesAnyProxy((raw) => (Object.create(request, { raw: { value: raw } }) as NativeRequest).ip);
}
