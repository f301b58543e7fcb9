import { createAdapter, type Decision } from '@fingerprint-guard/core';
import { identityOf, type NativeRequest, toIncomingRequest } from './native-request.js';
import { trustsAnyProxy } from './proxy-trust.js';

const DECISION = Symbol.for('fingerprint-guard.nest.decision');

/** Judges requests of Express and of Fastify. */
export const adapter = createAdapter<NativeRequest>({
  translate: toIncomingRequest,
  identity: identityOf,
  attach(request, decision) {
    // Defined, not assigned: another library may have left a getter there.
    const place = { value: decision, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(request, 'fingerprint', place);
    Object.defineProperty(identityOf(request), DECISION, { value: decision, configurable: true });
  },
  trustsAnyProxy,
});

/** What this package attached to a request; whatever else stands at `request.fingerprint` does not count. */
export function attachedDecision(request: NativeRequest | null | undefined): Decision | undefined {
  return request ? (identityOf(request) as { [DECISION]?: Decision })[DECISION] : undefined;
}
