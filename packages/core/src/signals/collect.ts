import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { LookupResult } from '../event/lookup-result.js';
import { verdictOf } from '../event/verdict.js';
import type { FingerprintError } from '../lib/errors.js';
import type { GeoLocation } from '../location/geo-location.js';
import type { UtcOffset } from '../location/utc-offset.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import { type OriginMatcher, originOf, requestOrigin as originOfRequest } from '../request/origin.js';
import { type Expectation, TIME } from './expectations.js';
import type { HistoryEntry } from './history-entry.js';
import { compareLocation } from './ip-location.js';
import { matchAddress } from './ip-match.js';
import { isNewVisitor } from './new-visitor.js';
import type { SignalName, Signals } from './signals.js';
import { timezoneMismatch } from './timezone.js';
import { travelSince } from './travel.js';

/** The parts of the guard's configuration that signals depend on. */
export interface CollectOptions {
  origins: OriginMatcher | undefined;
  environmentId: string | undefined;
  expects: readonly Expectation[];
  utcOffset: UtcOffset;
  /** The clock, ms since 1970. Without it, the age of an event is unknown. */
  now: (() => number) | undefined;
}

/**
 * The reason why a signal that the guard promises could not be determined: a cause that clients can trigger, or a
 * failing source.
 */
type Lost = 'over-budget' | 'unavailable';

/** The client's location; empty if it was not requested or is not known. */
export interface Located {
  location?: GeoLocation | undefined;
  lost?: Lost;
}

/** The times and places at which the visitor was seen before; empty if they were not requested or are not known. */
export interface FetchedHistory {
  earlier?: readonly HistoryEntry[] | undefined;
  lost?: Lost;
}

/** The result of a claim; empty without a claim. */
export interface Claimed extends Pick<Signals, 'reused' | 'replayStore'> {
  /** This process was too busy to read the store's answer. */
  overloaded?: FingerprintError;
  /** The reason why the store did not answer. */
  failure?: unknown;
  /** Without the store's answer: takes the one pass that this process has for the ID. True if this request has it. */
  passOnce?: () => boolean;
}

/** The inputs from which the signals of one check are built. */
export interface SignalSources {
  request: IncomingRequest;
  reference: NonNullable<Signals['reference']>;
  lookup: LookupResult;
  clientIp: string | undefined;
  located: Located;
  history: FetchedHistory;
  /** The signals that rules at challenge or deny read: only these are reported as lost. */
  decisiveReads: ReadonlySet<SignalName | 'event'>;
  linkedIdMatches: boolean | undefined;
  /** The client closed its connection; undefined if that is not known. */
  clientGone: boolean | undefined;
  /** The vendor's ruleset that the policy uses and the lookup asked for. */
  rulesetId: string | undefined;
}

/** All signals: the compiler reports one that is forgotten. */
type EverySignal = { [Name in SignalName]: Signals[Name] };

/** Builds the signals of a visit. Every field is written, so that all objects have one shape. */
export function collectSignals(sources: SignalSources, claimed: Claimed, options: CollectOptions): Signals {
  const { lookup, clientIp } = sources;
  const { location } = sources.located;
  const { earlier } = sources.history;
  const retryAfterMs = (claimed.overloaded ?? lookup.error)?.retryAfterMs;
  const event = lookup.event;
  // An event made from this very request has nothing else that could be compared with the request.
  const pageEvent = sources.reference === 'edge' ? undefined : event;
  const time = event ? event.timestamp : lookup.claimedTime;
  const eventOrigin = originOf(event?.url);
  const requestOrigin = originOfRequest(sources.request);
  const ipMatch = pageEvent && matchAddress(clientIp, pageEvent, location);
  const compared = pageEvent && compareLocation(location, ipMatch, pageEvent);
  const travel = event && earlier && travelSince(earlier, event);
  const signals: EverySignal = {
    reference: lookup.malformed ? 'malformed' : sources.reference,
    lookup: lookup.outcome,
    lookupCause: claimed.overloaded ? 'budget' : lookup.cause,
    lookupStatus: lookup.error?.status,
    lookupErrorCode: lookup.error?.apiCode,
    retryAfterMs,
    replayStore: claimed.replayStore,
    eventId: event?.eventId,
    ageMs: time === undefined || !options.now ? undefined : options.now() - time,
    reused: claimed.reused,
    replayed: event?.replayed,
    originAllowed: pageEvent && options.origins && originAllowed(options.origins, eventOrigin, requestOrigin),
    eventOrigin,
    requestOrigin,
    environmentAllowed:
      pageEvent && options.environmentId ? pageEvent.environmentId === options.environmentId : undefined,
    linkedId: event?.linkedId,
    linkedIdMatches: pageEvent && sources.linkedIdMatches,
    visitorId: event?.visitorId,
    confidence: event?.confidence,
    newVisitor: pageEvent && isNewVisitor(pageEvent, earlier),
    clientGone: sources.clientGone,
    ipAddress: event?.ip,
    clientIp,
    ipMatch,
    ipLocationMismatch: compared?.ipLocationMismatch,
    ipDistanceKm: compared?.ipDistanceKm,
    ipAccuracyKm: compared?.ipAccuracyKm,
    timezoneMismatch: event && timezoneMismatch(event, options.utcOffset),
    countryCode: event?.ipInfo?.v4?.location?.countryCode ?? event?.ipInfo?.v6?.location?.countryCode,
    travelKm: travel?.travelKm,
    travelKmh: travel?.travelKmh,
    vpn: event?.vpn?.detected,
    proxy: event?.proxy?.detected,
    tor: event?.tor,
    datacenter: datacenter(event),
    bot: event?.bot,
    botProbability: event?.botProbability,
    agentIdentity: event?.botInfo?.identity,
    agentCategory: event?.botInfo?.category,
    agentProvider: event?.botInfo?.provider,
    agentName: event?.botInfo?.name,
    incognito: event?.incognito,
    tampering: event?.tampering?.detected,
    virtualMachine: event?.virtualMachine,
    suspectScore: event?.suspectScore,
    ruleAction: event && verdictOf(event, sources.rulesetId),
    missingSignals: undefined,
    unavailableSignals: lostSignals(sources, 'unavailable'),
    overBudgetSignals: lostSignals(sources, 'over-budget'),
  };
  if (pageEvent) signals.missingSignals = missingSignals(signals, pageEvent, options.expects);
  return signals;
}

/** An event without a page is not allowed: a client could leave the page out. */
function originAllowed(
  allowed: OriginMatcher,
  eventOrigin: string | undefined,
  requestOrigin: string | undefined,
): boolean {
  if (eventOrigin === undefined || !allowed(eventOrigin)) return false;
  return requestOrigin === undefined || allowed(requestOrigin);
}

function datacenter(event: FingerprintEvent | undefined): boolean | undefined {
  const v4 = event?.ipInfo?.v4?.datacenter;
  const v6 = event?.ipInfo?.v6?.datacenter;
  return v4 || v6 || (v4 ?? v6);
}

/** The signals that each source provides. */
const LOCATION_SIGNALS = ['ipMatch', 'ipLocationMismatch', 'ipDistanceKm', 'ipAccuracyKm'] as const;
const HISTORY_SIGNALS = ['newVisitor', 'travelKm', 'travelKmh'] as const;

/** The signals that the guard promises and could not determine, as far as a rule at challenge or deny reads them. */
function lostSignals(sources: SignalSources, why: Lost): SignalName[] | undefined {
  const { located, history, decisiveReads } = sources;
  if (located.lost !== why && history.lost !== why) return undefined;
  const lost = [
    ...(located.lost === why ? LOCATION_SIGNALS : []),
    ...(history.lost === why ? HISTORY_SIGNALS : []),
  ].filter((name) => decisiveReads.has(name));
  return lost.length > 0 ? lost : undefined;
}

function missingSignals(
  signals: Signals,
  event: FingerprintEvent,
  expects: CollectOptions['expects'],
): string[] {
  const absent = expects
    .filter(({ path }) => path.read(signals, event) === undefined)
    .map(({ name }) => name);
  const timeless = event.timestamp === undefined ? [TIME] : [];
  return [...new Set([...absent, ...timeless, ...Object.keys(event.failed)])];
}
