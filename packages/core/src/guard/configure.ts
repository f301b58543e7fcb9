import { createDoctor } from '../doctor/doctor.js';
import { examine } from '../doctor/examine.js';
import { lookRound } from '../doctor/instances.js';
import { createWarn } from '../lib/warnings.js';
import { createUtcOffset } from '../location/utc-offset.js';
import { createAsk } from '../lookup/attempts.js';
import { createBreaker } from '../lookup/breaker.js';
import { createBudget } from '../lookup/budget.js';
import { createClientRecords } from '../lookup/client-records.js';
import { createLookUp } from '../lookup/lookup.js';
import { createRetryDelay } from '../lookup/retry.js';
import { createSparingLookUp } from '../lookup/skip-hopeless.js';
import { createUnknownIds } from '../lookup/unknown-ids.js';
import { checkOptions, type FingerprintGuardOptions } from '../options.js';
import { createPolicyBook } from '../policy/policy-book.js';
import { createClientIpReader } from '../request/client-ip.js';
import { VISITOR_PLACES } from '../request/event-place.js';
import { createEventReferenceReader } from '../request/event-reference.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import { createOriginMatcher } from '../request/origin.js';
import { baseUrlOf } from '../server-api/account-options.js';
import { createApi } from '../server-api/api.js';
import { createGeneration } from '../server-api/generation.js';
import { type ClaimSignals, collectSignals, type Learnt } from '../signals/collect.js';
import { readExpectations } from '../signals/expectations.js';
import { createMemoryEventCache } from '../stores/event-cache.js';
import { createMemoryReplayStore } from '../stores/replay-store.js';
import { createArrivals } from '../webhook/arrivals.js';
import { createWebhooks } from '../webhook/webhooks.js';
import { claimedId, createClaim } from './claim-event.js';
import { hintAtUnparsedBody } from './hint-unparsed-body.js';
import { createLocate } from './locate-client.js';
import { createMatchLinkedId } from './match-linked-id.js';
import { createRecorder } from './record-decision.js';
import type { Obtained } from './request-memo.js';
import { createObtain } from './resolve-event.js';
import type { Runtime } from './runtime.js';
import { createRecall } from './visitor-history.js';

/**
 * Turns options and what a runtime brings into the parts of the pipeline, in its order. Everything that can be wrong with
 * options is found here.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`.
 */
export function configure(given: FingerprintGuardOptions, runtime: Runtime) {
  const options = checkOptions(given);
  const { now = Date.now, logger = console, maxEventAgeMs = 600_000, maxClockSkewMs = 30_000 } = options;
  const { deadlineMs = 2000, lag = { retryForMs: 1000 } } = options;
  const { apiKey, apiVersion = 'v4', auth = 'header' } = options;
  const warn = createWarn(logger, now);
  const { find: findPolicy, policies } = createPolicyBook(options.policies ?? {}, options.policy ?? {}, {
    maxEventAgeMs,
    maxClockSkewMs,
    apiVersion,
  });
  const readClientIp = createClientIpReader(options.clientIp);
  const collectOptions = {
    origins: options.origins?.length ? createOriginMatcher(options.origins) : undefined,
    environmentId: options.environmentId,
    expects: readExpectations(options.expects ?? []),
    utcOffset: createUtcOffset(),
    now,
  };

  const baseUrl = baseUrlOf(options);
  const connections = runtime.connect(baseUrl, options);
  const account = { apiKey: apiKey ?? '', auth };
  const { subject, findEvent, ...generation } = createGeneration(apiVersion, account, connections.transport);
  const calls = apiKey === undefined ? undefined : generation.calls;
  const api = createApi({
    calls,
    deadlineMs,
    // The connections are the guard's, and outlive its client.
    close: async () => {},
  });
  const clock = () => performance.now();
  // What a visitor's newest event is changes with every visit.
  const cache = subject === 'event' && (options.cache ?? createMemoryEventCache({ now }));
  const arrivals = createArrivals();
  const budget = createBudget(options.budget, clock);
  const lookUp = createLookUp({
    ask: createAsk({
      getEvent: findEvent,
      budget,
      breaker: createBreaker(),
      retryDelay: createRetryDelay(lag, now),
      clock,
    }),
    cache,
    unknownIds: createUnknownIds(lag.retryForMs, now),
    deadlineMs,
    cacheTtlMs: maxEventAgeMs,
    onCacheError: () => warn('cache', 'the event cache fails; events are asked of the Server API instead'),
  });

  const eventFrom = options.eventFrom ?? (subject === 'visitor' ? VISITOR_PLACES : undefined);
  const obtain = createObtain({
    readReference: createEventReferenceReader(eventFrom, options.eventIdPattern),
    unseal: options.sealedKeys?.length ? runtime.createUnseal(options.sealedKeys) : undefined,
    lookUp: calls && createSparingLookUp(arrivals.orDelivered(lookUp), createClientRecords(clock), now),
    warn,
  });

  const onFull = () => warn('replay-store-full', 'the replay store is full: requests are denied as reused');
  const replayStore = options.replayStore ?? createMemoryReplayStore({ now, onFull });

  return {
    findPolicy,
    readClientIp(request: IncomingRequest): string | undefined {
      try {
        return readClientIp(request);
      } catch {
        warn('clientIp', 'the function clientIp throws; the address of its requests is not known');
        return undefined;
      }
    },
    obtain,
    hintAtUnparsedBody: (request: IncomingRequest) => hintAtUnparsedBody(request, warn),
    doctor: createDoctor(examine(options, policies, baseUrl, lookRound()), options, warn),
    locate: createLocate({ provider: options.geo, deadlineMs, warn }),
    recall: createRecall({
      getVisitorHistory: calls?.getVisitorHistory,
      budget,
      breaker: createBreaker(),
      deadlineMs,
      now,
      warn,
    }),
    matchLinkedId: createMatchLinkedId(options.linkedId, warn),
    collect: (learnt: Learnt, claimed: ClaimSignals) => collectSignals(learnt, claimed, collectOptions),
    claimedId: (obtained: Obtained) => claimedId(obtained, subject),
    /** A claim outlives its event on every instance, whichever clock made it. */
    claim: createClaim(replayStore, maxEventAgeMs + 2 * maxClockSkewMs),
    record: createRecorder(options.onDecision, warn),
    api,
    createWebhookReceiver: createWebhooks({
      cache,
      cacheTtlMs: maxEventAgeMs,
      arrivals,
      apiVersion,
      verify: runtime.verifyWebhook,
      looksUp: calls !== undefined,
      onCacheError: () => warn('webhook-cache', 'the event cache fails; delivered events are not kept'),
    }),
    async close(): Promise<void> {
      await Promise.all([api.close(), connections.close()]);
    },
  };
}
