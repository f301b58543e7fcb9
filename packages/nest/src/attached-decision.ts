import type { Decision } from '@fingerprint-guard/core';
import type { ExecutionContext } from '@nestjs/common';
import { graphqlCall } from './graphql-call.js';
import { identityOf, isNativeRequest } from './native-request.js';

const DECISION = Symbol.for('fingerprint-guard.nest.decision');

/** Attaches a decision to an object that belongs to one call, or removes it. */
export function leaveDecision(place: object, decision: Decision | undefined): void {
  Object.defineProperty(place, DECISION, { value: decision, configurable: true });
}

const decisionOn = (place: object) => (place as { [DECISION]?: Decision })[DECISION];

/**
 * Finds the decision that this package attached to a call; any other value at `request.fingerprint` does not count. A
 * field of a GraphQL request has its own decision, or that of the field around it, or the request's.
 */
export function attachedDecision(context: ExecutionContext): Decision | undefined {
  const call = graphqlCall(context);
  for (let path = call?.path; path; path = path.prev) {
    const decision = decisionOn(path);
    if (decision) return decision;
  }
  const request = call ? call.request : context.switchToHttp().getRequest<unknown>();
  return isNativeRequest(request) ? decisionOn(identityOf(request)) : undefined;
}
