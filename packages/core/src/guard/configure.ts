import { Doctor } from '../doctor/doctor.js';
import { detectEnvironment } from '../doctor/environment.js';
import { examine } from '../doctor/examine.js';
import { joinNeighbours } from '../doctor/neighbours.js';
import { Timekeeper } from '../lib/timekeeper.js';
import { Warnings } from '../lib/warnings.js';
import { createUtcOffset } from '../location/utc-offset.js';
import { ApiGate } from '../lookup/api-gate.js';
import { ApiProbe, inventedId } from '../lookup/api-probe.js';
import { Arrivals } from '../lookup/arrivals.js';
import { Breaker } from '../lookup/breaker.js';
import { Budget } from '../lookup/budget.js';
import { ClientRecords } from '../lookup/client-records.js';
import { createLookup } from '../lookup/create-lookup.js';
import { Hedge } from '../lookup/hedge.js';
import { createRetryDelay } from '../lookup/retry.js';
import { SpareTurns } from '../lookup/spare-turns.js';
import { UnknownIds } from '../lookup/unknown-ids.js';
import { checkOptions, DEFAULTS, type FingerprintGuardOptions } from '../options.js';
import { PolicyBook } from '../policy/policy-book.js';
import { VISITOR_PLACES } from '../request/event-place.js';
import { bodyUseOf, createEventReferenceReader, headersNamedBy } from '../request/event-reference.js';
import { createOriginMatcher } from '../request/origin.js';
import { OpeningRecord } from '../sealed/opening-record.js';
import { baseUrlOf } from '../server-api/account-options.js';
import { createApi } from '../server-api/api.js';
import { createGeneration } from '../server-api/generation.js';
import { collectSignals } from '../signals/collect.js';
import { readExpectations } from '../signals/expectations.js';
import { accountName, cacheOfAccount } from '../stores/account-cache.js';
import { createMemoryEventCache } from '../stores/event-cache.js';
import { createMemoryReplayStore } from '../stores/replay-store.js';
import { createWebhooks } from '../webhook/webhooks.js';
import { Admission } from './admission.js';
import { createAnalyzeEdge, requireAnalysis } from './analyze-edge.js';
import { createChoosePolicy } from './choose-policy.js';
import { claimedId, createClaimEvent } from './claim-event.js';
import { createBudget } from './create-budget.js';
import { createExplainBlocked } from './explain-blocked.js';
import { hintUnparsedBody } from './hint-unparsed-body.js';
import { createLocateClient } from './locate-client.js';
import { createMatchLinkedId } from './match-linked-id.js';
import type { Pipeline } from './pipeline.js';
import { createReadClientIp } from './read-client-ip.js';
import { createRecordDecision } from './record-decision.js';
import { createReadReference, createResolveEvent } from './resolve-event.js';
import type { Runtime } from './runtime.js';
import { createFetchHistory } from './visitor-history.js';
import { watchFunctions } from './watch-functions.js';
import { createWithBody } from './with-body.js';

/**
 * Turns options, and what a runtime adds, into the pipeline. Every issue in the options is found here.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`.
 */
export function configure(givenOptions: FingerprintGuardOptions, runtime: Runtime): Pipeline {
  const options = checkOptions(givenOptions);
  const { now = Date.now, logger = console, apiKey } = options;
  const { apiVersion = DEFAULTS.apiVersion, auth = DEFAULTS.auth } = options;
  const { maxEventAgeMs = DEFAULTS.maxEventAgeMs, maxClockSkewMs = DEFAULTS.maxClockSkewMs } = options;
  const { deadlineMs = DEFAULTS.deadlineMs, lag = DEFAULTS.lag, hedge = DEFAULTS.hedge } = options;
  const { policy = DEFAULTS.policy, policies = DEFAULTS.policies, shadow = DEFAULTS.shadow } = options;
  const { sealedKeys = DEFAULTS.sealedKeys, origins = DEFAULTS.origins } = options;
  const clock = () => performance.now();
  const timekeeper = new Timekeeper(runtime.watchThreads?.());
  const { warn } = new Warnings(logger, clock);
  const bounds = { maxEventAgeMs, maxClockSkewMs, apiVersion };
  const book = new PolicyBook({ policy, policies }, bounds, shadow);

  const baseUrl = baseUrlOf(options);
  const connections = runtime.connect(baseUrl, options);
  const { linkedId, clientIp, policyFor, ...functions } = watchFunctions(options, warn);
  const eventFrom = functions.eventFrom ?? (apiVersion === '2019' ? VISITOR_PLACES : undefined);
  const sensitiveHeaders = [
    ...(options.sensitiveHeaders ?? DEFAULTS.sensitiveHeaders),
    ...headersNamedBy(eventFrom),
  ];
  const account = { apiKey: apiKey ?? '', auth, sensitiveHeaders };
  const { subject, findEvent, ...generation } = createGeneration(apiVersion, account, connections.transport);
  const calls = apiKey === undefined ? undefined : generation.calls;
  const api = createApi({
    calls,
    timekeeper,
    deadlineMs,
    // The connections belong to the guard, and outlive its client.
    close: async () => {},
  });

  const accountId = accountName({ apiKey: account.apiKey, baseUrl, apiVersion });
  const given = options.cache && cacheOfAccount(options.cache, accountId);
  // A visitor's newest event changes with every visit.
  const cache = subject === 'event' && (given ?? createMemoryEventCache());
  const arrivals = new Arrivals();
  const { budget, shared } = createBudget(options.budget, {
    account: accountId,
    apiKey: account.apiKey,
    timekeeper,
    deadlineMs,
    clock,
    warn,
  });
  const doubtsSilence = !connections.hasUnseenQueue;
  const probe = new ApiProbe({
    // A visitor without visits is an answer as well.
    ask: ({ knownId = inventedId(), rulesetId }, signal) =>
      subject === 'visitor'
        ? generation.calls.getVisitorHistory(knownId, { limit: 1 }, signal)
        : findEvent(knownId, signal, { rulesetId }),
    budget,
    timekeeper,
    deadlineMs,
    clock,
  });
  const lookup = createLookup({
    clients: new ClientRecords(clock, shared),
    now,
    arrivals,
    timekeeper,
    deadlineMs,
    cache,
    cacheTtlMs: maxEventAgeMs,
    onCacheError: (error) =>
      warn('cache', 'the event cache fails; events are fetched from the Server API instead', error),
    unknownIds: new UnknownIds(lag.retryForMs, now, clock),
    retryDelay: createRetryDelay(lag, now),
    budget,
    breaker: new Breaker(clock, { probe }),
    hedge: hedge ? new Hedge({ timekeeper, budget }) : undefined,
    probe,
    doubtsSilence,
    getEvent: findEvent,
  });

  const onFull = () => warn('replay-store-full', 'the replay store is full: requests are denied as reused');
  const replayStore = options.replayStore ?? createMemoryReplayStore({ onFull });
  const readReference = createEventReferenceReader(eventFrom, options.eventIdPattern);
  const opensSealed = sealedKeys.length > 0;
  const bodyUse = bodyUseOf(eventFrom);
  // A function of the application may read any part of the request.
  const asksApplication = [linkedId, clientIp, policyFor].some((option) => typeof option === 'function');
  const readClientIp = createReadClientIp(clientIp, warn);
  const collectOptions = {
    origins: origins.length > 0 ? createOriginMatcher(origins) : undefined,
    environmentId: options.environmentId,
    expects: readExpectations(options.expects ?? DEFAULTS.expects),
    utcOffset: createUtcOffset(),
    now,
  };

  // All options are valid at this point, so the guard will exist.
  const neighbours = options.replayStore ? undefined : joinNeighbours(accountId);
  const environment = detectEnvironment(neighbours?.guards ?? 1);
  const findings = () => examine(options, book.policies, baseUrl, environment);
  const doctor = new Doctor(findings(), options, warn);

  return {
    choosePolicy: createChoosePolicy(book, policyFor),
    withBody: createWithBody({ use: asksApplication ? 'always' : bodyUse, readReference, opensSealed }),
    readClientIp,
    readReference: createReadReference(readReference, warn),
    resolveEvent: createResolveEvent({
      unseal: opensSealed ? runtime.createUnseal(sealedKeys) : undefined,
      openings: new OpeningRecord(warn, clock),
      lookup: calls && lookup,
      warn,
    }),
    analyzeEdge: createAnalyzeEdge({
      analyze: calls?.analyzeEdge,
      budget: new Budget(options.edgeBudget, clock),
      doubtsSilence,
      timekeeper,
      deadlineMs,
      clock,
      warn,
    }),
    hintUnparsedBody(request) {
      if (bodyUse !== 'never') hintUnparsedBody(request, warn);
    },
    locateClient: createLocateClient({ provider: options.geo, timekeeper, warn }),
    fetchHistory: createFetchHistory({
      ...(calls ? { getVisitorHistory: calls.getVisitorHistory } : {}),
      gate: new ApiGate(new SpareTurns(budget, clock), new Breaker(clock)),
      timekeeper,
      deadlineMs,
      clock,
      warn,
    }),
    matchLinkedId: createMatchLinkedId(linkedId, warn),
    collectSignals: (sources, claim) => collectSignals(sources, claim, collectOptions),
    claimedId: (resolved) => claimedId(resolved, subject),
    // A claim outlives its event on every instance, whichever clock stamped it: an event of exactly the maximum age
    // still counts.
    claimEvent: createClaimEvent({
      store: replayStore,
      ttlMs: maxEventAgeMs + Math.max(2 * maxClockSkewMs, 1),
      timekeeper,
      clock,
    }),
    recordDecision: createRecordDecision(
      options.onDecision,
      warn,
      createExplainBlocked(options, environment, baseUrl),
    ),

    now,
    startDeadline: () => timekeeper.deadline(deadlineMs),
    admission: new Admission(),
    requirePolicy(policy, { edge = false } = {}) {
      if (edge) requireAnalysis(apiKey, apiVersion);
      book.require(policy);
    },
    setPolicies(given) {
      book.replace(given);
      doctor.reexamined(findings());
    },
    doctor,
    api,
    createWebhookReceiver: createWebhooks({
      cache,
      cacheTtlMs: maxEventAgeMs,
      arrivals,
      timekeeper,
      apiVersion,
      verify: runtime.verifyWebhook,
      looksUp: calls !== undefined,
      warn,
      onCacheError: (error) =>
        warn('webhook-cache', 'the event cache fails; delivered events are not kept', error),
    }),
    async warmUp() {
      if (calls) await timekeeper.within(deadlineMs, connections.warmUp()).catch(() => {});
    },
    async close() {
      neighbours?.leave();
      await Promise.all([api.close(), connections.close()]);
      // The connections close once the lookups under way have ended, from which the budget learns.
      await shared?.close();
    },
  };
}
