import type { ApiVersion } from '../event/generation.js';
import { failedLookup, type LookupResult } from '../event/lookup-result.js';
import { type AbortingDeadline, DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import type { Warn } from '../lib/warnings.js';
import type { ApiGate } from '../lookup/api-gate.js';
import type { OwnWords } from '../lookup/blame-ids.js';
import type { BoundedLookup } from '../lookup/lookup.js';
import { type BoundParts, withinDeadline } from '../lookup/within-deadline.js';
import { isDoubtful, overBudget, overloaded } from '../server-api/api-error.js';
import type { Calls } from '../server-api/client.js';
import { unsupported } from '../server-api/unsupported.js';
import { toEdgeRequest } from './edge-request.js';
import type { Pipeline } from './pipeline.js';

interface AnalyzeEdgeParts extends BoundParts {
  /** Undefined if the guard has no API key. */
  analyze: Calls['analyzeEdge'] | undefined;
  /** Of these calls alone: what they use up or meet says nothing of lookups. */
  gate: ApiGate;
  api: OwnWords;
  warn: Warn;
}

/** A turn may take this share of the deadline: the answer needs the rest. */
const MAX_WAIT_SHARE = 0.5;

/**
 * Builds the step from a request to what the API makes of it, in place of an event that a page made. It is asked once, and
 * what the client brings about by its own headers or address is malformed, never a failure of the service.
 */
export function createAnalyzeEdge(parts: AnalyzeEdgeParts): Pipeline['analyzeEdge'] {
  const { analyze, gate, api, warn } = parts;

  return async ({ request }, lookupRequest) => {
    if (!analyze) throw noEdgeKey();
    const { clientIp, admitted, patient } = lookupRequest;
    const resolved = (lookup: LookupResult) => ({ reference: { kind: 'edge' } as const, lookup, patient });
    if (!admitted) return resolved(failedLookup(overloaded()));
    if (clientIp === undefined) {
      warn(
        'edge-address',
        'the address of a client is not known, so its request cannot be analysed; see clientIp',
      );
      return resolved(failedLookup(noAddress()));
    }
    const edgeRequest = toEdgeRequest(request, clientIp);

    const attempt: BoundedLookup = async (_id, _request, deadline) => {
      const { signal } = deadline;
      const waited = await gate.takeTurn(patient ? deadline.leftMs() * MAX_WAIT_SHARE : 0, signal);
      try {
        const event = await gate.call(
          () => analyze(edgeRequest, signal),
          (error) => blamed(error, waited, deadline),
        );
        api.hear();
        return { outcome: 'found', event, source: 'api' };
      } catch (error) {
        if (!isFingerprintError(error) || !isDoubtful(error) || !(await api.answersOthers(deadline)))
          throw error;
        throw oddRequest(error);
      }
    };
    return resolved(await withinDeadline(attempt, parts)('', lookupRequest));
  };
}

/**
 * Turns the error of a call into that of whoever caused it. That a request is too large is its client's doing; a wait for a
 * turn, which a flood causes, and a shortage are this process's own.
 */
function blamed(error: unknown, waited: boolean, deadline: AbortingDeadline): unknown {
  if (error instanceof DeadlineExceeded) {
    if (error.heldUp) return overloaded(error);
    return waited ? overBudget(undefined, error) : error;
  }
  if (isFingerprintError(error) && error.status === 413) return oddRequest(error);
  return deadline.excuses(error) ? overloaded(error) : error;
}

const oddRequest = (cause: FingerprintError) =>
  new FingerprintError(
    'ERR_FP_BAD_REQUEST',
    'the Server API does not take this request, but others it does',
    {
      status: cause.status,
      apiCode: cause.apiCode,
      cause,
    },
  );

const noAddress = () =>
  new FingerprintError(
    'ERR_FP_BAD_REQUEST',
    'a request whose client address is not known cannot be analysed',
  );

/**
 * Makes sure, before any request, that a guard can have requests analysed.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_UNSUPPORTED`.
 */
export function requireAnalysis(apiKey: string | undefined, apiVersion: ApiVersion): void {
  if (apiKey === undefined) throw noEdgeKey();
  if (apiVersion !== 'v4') throw unsupported(apiVersion, 'analyzeEdge');
}

const noEdgeKey = () =>
  new FingerprintError('ERR_FP_OPTION', 'apiKey: required to have requests analysed; this guard has none');
