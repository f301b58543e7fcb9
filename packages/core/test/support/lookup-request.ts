import type { LookupRequest } from '../../src/lookup/lookup.js';
import { lookupHints } from '../../src/policy/lookup-hints.js';

/** A lookup that something requires, for a policy that says nothing of lookups. */
export const lookupRequest = (
  given: Partial<LookupRequest> = {},
  hints: Partial<LookupRequest['hints']> = {},
): LookupRequest => ({
  admitted: true,
  patient: true,
  clientIp: undefined,
  hints: { ...lookupHints([]), ...hints },
  ...given,
});
