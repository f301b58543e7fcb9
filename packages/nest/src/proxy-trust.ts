import type { NativeRequest } from './native-request.js';

/** True where the platform takes the client's address from whatever forwarding header a client sends. */
export function trustsAnyProxy(request: NativeRequest): boolean {
  if (request.raw === undefined) return request.app?.get?.('trust proxy') === true;
  return fastifyTrustsAny(request);
}

/**
 * Fastify does not tell what it was told to trust, but its requests do what they were told: one that believes proxies at
 * addresses reserved for documentation (RFC 5737), where nobody has any, believes them all.
 */
function fastifyTrustsAny(request: NativeRequest): boolean {
  const raw = {
    socket: { remoteAddress: '198.51.100.1' },
    headers: { 'x-forwarded-for': '192.0.2.1, 203.0.113.1' },
  };
  const probe: NativeRequest = Object.create(request, { raw: { value: raw } });
  return probe.ip === '192.0.2.1';
}
