import { createAdapter } from '@fingerprint-guard/core';
import { leaveDecision } from './attached-decision.js';
import { identityOf, type NativeRequest, toIncomingRequest } from './native-request.js';
import { trustsAnyProxy } from './proxy-trust.js';

/** Judges requests of Express and of Fastify. */
export const adapter = createAdapter<NativeRequest>({
  translate: toIncomingRequest,
  identity: identityOf,
  attach(request, decision) {
    // Defined, not assigned: another library may have left a getter there.
    const place = { value: decision, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(request, 'fingerprint', place);
    leaveDecision(identityOf(request), decision);
  },
  trustsAnyProxy,
});
