import { createAdapter, mayHaveStreamBody, placeDecision } from '@fingerprint-guard/core';
import { leaveDecision } from './attached-decision.js';
import { identityOf, isGone, type NativeRequest, toIncomingRequest } from './native-request.js';
import { trustsAnyProxy } from './proxy-trust.js';

/** Judges requests of Express and of Fastify. */
export const adapter = createAdapter<NativeRequest>({
  translate: toIncomingRequest,
  identity: identityOf,
  attach(request, decision) {
    placeDecision(request, decision);
    leaveDecision(identityOf(request), decision);
  },
  trustsAnyProxy,
  isGone,
  mayHaveBody: (request) => mayHaveStreamBody(identityOf(request)),
  // Nest runs a guard only for a handler that it found.
  isRouted: () => true,
});
