import type { ApiVersion } from '../event/generation.js';
import { FingerprintError } from '../lib/errors.js';
import type { Calls } from './client.js';

/** The generations that have each call, in words. Source: the paths of the vendor's schemas. */
const HAVING: Readonly<Record<keyof Calls | 'rulesetId', string>> = {
  getEvent: 'v4 and v3 have',
  searchEvents: 'v4 and v3 have',
  updateEvent: 'v4 and v3 have',
  getVisitorHistory: 'every generation has',
  deleteVisitor: 'v4 and v3 have',
  getRelatedVisitors: 'v3 has',
  analyzeEdge: 'v4 has',
  rulesetId: 'v4 has',
};

export const unsupported = (version: ApiVersion, call: keyof typeof HAVING): FingerprintError =>
  new FingerprintError(
    'ERR_FP_UNSUPPORTED',
    `${call} is not part of the Server API of ${version}: ${HAVING[call]} it`,
  );

/** Stands in for a call that a generation lacks. Rejects with FingerprintError `ERR_FP_UNSUPPORTED`. */
export function lacks(version: ApiVersion, call: keyof typeof HAVING): () => Promise<never> {
  return async () => {
    throw unsupported(version, call);
  };
}
