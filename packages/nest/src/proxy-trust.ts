import { expressTrustsAnyProxy, fastifyTrustsAnyProxy } from '@fingerprint-guard/core';
import type { NativeRequest } from './native-request.js';

/** True if the platform takes the client's address from any forwarding header that a client sends. */
export function trustsAnyProxy(request: NativeRequest): boolean {
  return request.raw === undefined ? expressTrustsAnyProxy(request) : fastifyTrustsAnyProxy(request);
}
