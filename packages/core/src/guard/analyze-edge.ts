import type { ApiVersion } from '../event/generation.js';
import { failedLookup, type LookupResult } from '../event/lookup-result.js';
import type { AbortingDeadline } from '../lib/deadline.js';
import { FingerprintError } from '../lib/errors.js';
import { isProgrammingError } from '../lib/programming-error.js';
import type { Warn } from '../lib/warnings.js';
import { ApiGate, longestWaitMs } from '../lookup/api-gate.js';
import { ApiProbe } from '../lookup/api-probe.js';
import { Breaker } from '../lookup/breaker.js';
import type { Budget } from '../lookup/budget.js';
import { codedError } from '../lookup/coded-error.js';
import { Doubt, type DoubtParts } from '../lookup/doubt.js';
import type { BoundedLookup } from '../lookup/lookup.js';
import { type BoundParts, withinDeadline } from '../lookup/within-deadline.js';
import { overloaded } from '../server-api/api-error.js';
import type { Calls } from '../server-api/client.js';
import type { EdgeRequest } from '../server-api/edge.js';
import { unsupported } from '../server-api/unsupported.js';
import { toEdgeRequest } from './edge-request.js';
import type { Pipeline } from './pipeline.js';

interface AnalyzeEdgeParts extends BoundParts {
  /** Undefined if the guard has no API key. */
  analyze: Calls['analyzeEdge'] | undefined;
  /** A budget for these calls alone, separate from that of lookups. */
  budget: Budget;
  doubtsSilence: DoubtParts['doubtsSilence'];
  /** Monotonic clock, ms. */
  clock: () => number;
  warn: Warn;
}

/** A request that nothing on the way has reason to reject. */
const PLAIN_REQUEST: EdgeRequest = { url: 'https://unknown.invalid/', headers: [], ip: '192.0.2.1' };

/**
 * Builds the step that has the API analyse a request, in place of an event that a page made. A request that does not
 * reach the API, while a plain one does, is malformed, never a failure of the service: the client chose its headers and
 * address.
 */
export function createAnalyzeEdge(parts: AnalyzeEdgeParts): Pipeline['analyzeEdge'] {
  const { analyze, budget, timekeeper, deadlineMs, clock, doubtsSilence, warn } = parts;

  const probe = new ApiProbe({
    ask: async (_probe, signal) => analyze?.(PLAIN_REQUEST, signal),
    budget,
    timekeeper,
    deadlineMs,
    clock,
  });
  const gate = new ApiGate(budget, new Breaker(clock, { probe }));
  const doubt = new Doubt({ probe, doubtsSilence });

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

    const ask = async (deadline: AbortingDeadline) => {
      const { signal } = deadline;
      const waited = await gate.takeTurn(patient ? longestWaitMs(deadline) : 0, deadline);
      return gate.call(
        () => analyze(edgeRequest, signal),
        (error) => blamed(error, waited, deadline),
      );
    };
    const lookup: BoundedLookup = async (_id, _request, deadline) => {
      const event = await doubt.settle({ ask: () => ask(deadline), deadline, blame: oddRequest });
      return { outcome: 'found', event, source: 'api' };
    };
    return resolved(await withinDeadline(lookup, parts)('', lookupRequest));
  };
}

/** Blames the client for a request that is too large; for the rest, see {@link codedError}. */
function blamed(thrown: unknown, waited: boolean, deadline: AbortingDeadline): unknown {
  if (isProgrammingError(thrown)) return thrown;
  const error = codedError(thrown, deadline, waited);
  return error.status === 413 ? oddRequest(error) : error;
}

const oddRequest = (cause: FingerprintError) =>
  new FingerprintError(
    'ERR_FP_BAD_REQUEST',
    'the Server API rejects this request, though it accepts others',
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
 * Checks, before any request, that a guard can have requests analysed.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_UNSUPPORTED`.
 */
export function requireAnalysis(apiKey: string | undefined, apiVersion: ApiVersion): void {
  if (apiKey === undefined) throw noEdgeKey();
  if (apiVersion !== 'v4') throw unsupported(apiVersion, 'analyzeEdge');
}

const noEdgeKey = () =>
  new FingerprintError('ERR_FP_OPTION', 'apiKey: required to have requests analysed; this guard has none');
