import { overBudget } from '../server-api/api-error.js';
import type { ApiGate } from './api-gate.js';
import type { BoundedLookup } from './lookup.js';

export interface LimitParts {
  gate: ApiGate;
}

/**
 * Refuses lookups of clients whose address is not known as soon as turns are short and the ids of all of them were unknown
 * for the most part, so that who hides an address takes no turn from those who have one. That is nobody's fault in
 * particular: it is over budget, and no limit of a client.
 */
export function limitUnknownClients(lookup: BoundedLookup, { gate }: LimitParts): BoundedLookup {
  return async (id, request, deadline) => {
    const { client } = request;
    if (!client?.isShared) return lookup(id, request, deadline);
    if (client.isSuspect() && gate.budget.isShort()) throw overBudget();
    return lookup(id, { ...request, client: { ...client, isSuspect: () => false } }, deadline);
  };
}
