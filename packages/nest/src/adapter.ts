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
  // A guard runs for a handler that was found.
  isRouted: () => true,
});
