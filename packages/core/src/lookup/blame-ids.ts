import { FingerprintError } from '../lib/errors.js';
import { Doubt, type DoubtParts } from './doubt.js';
import type { BoundedLookup } from './lookup.js';

/**
 * Distinguishes a failure that one ID causes from one of the service: the client chose the ID, and must not be able to
 * cause a failure that lets requests pass. An ID that is to blame counts as unknown.
 */
export function blameIds(lookup: BoundedLookup, parts: DoubtParts): BoundedLookup {
  const { probe } = parts;
  const doubt = new Doubt(parts);
  return async (id, request, deadline) => {
    const ask = async () => {
      const result = await lookup(id, request, deadline);
      probe.delivered(id);
      return result;
    };
    const blame = (cause: FingerprintError) => {
      request.client?.unknown();
      return oddId(cause);
    };
    return doubt.settle({ ask, deadline, rulesetId: request.hints.rulesetId, blame });
  };
}

function oddId(cause: FingerprintError): FingerprintError {
  const { status, apiCode } = cause;
  return new FingerprintError(
    'ERR_FP_EVENT_NOT_FOUND',
    'the Server API does not answer for this ID, while it answers for others',
    { status, apiCode, cause },
  );
}
