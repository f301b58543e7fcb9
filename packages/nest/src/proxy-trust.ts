import { expressBelievesAnyProxy, fastifyBelievesAnyProxy } from '@fingerprint-guard/core';
import type { NativeRequest } from './native-request.js';

/** True where the platform takes the client's address from whatever forwarding header a client sends. */
export function trustsAnyProxy(request: NativeRequest): boolean {
  return request.raw === undefined ? expressBelievesAnyProxy(request) : fastifyBelievesAnyProxy(request);
}
