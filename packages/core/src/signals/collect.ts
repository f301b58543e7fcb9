import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { LookupResult } from '../event/lookup-result.js';
import { verdictOf } from '../event/verdict.js';
import type { GeoLocation } from '../location/geo-location.js';
import type { UtcOffset } from '../location/utc-offset.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import { type OriginMatcher, originOf, requestOrigin as originOfRequest } from '../request/origin.js';
import type { Expectation } from './expectations.js';
import type { HistoryEntry } from './history-entry.js';
import { compareLocation } from './ip-location.js';
import { matchAddress } from './ip-match.js';
import { isNewVisitor } from './new-visitor.js';
import type { Signals } from './signals.js';
import { timezoneMismatch } from './timezone.js';
import { travelSince } from './travel.js';

/** What the guard's own configuration adds to the facts. */
export interface CollectOptions {
  origins: OriginMatcher | undefined;
  environmentId: string | undefined;
  expects: readonly Expectation[];
  utcOffset: UtcOffset;
  now: () => number;
}

/** What one check has sources before its facts are laid out. */
export interface SignalSources {
  request: IncomingRequest;
  reference: NonNullable<Signals['reference']>;
  lookup: LookupResult;
  clientIp: string | undefined;
  /** Where the client is; undefined where nobody asked or nobody knows. */
  location: GeoLocation | undefined;
  /** When and where the visitor was seen before; undefined where nobody asked or nobody knows. */
  earlier: readonly HistoryEntry[] | undefined;
  linkedIdMatches: boolean | undefined;
  /** The vendor's ruleset that the policy follows, and that the event was asked for with. */
  rulesetId: string | undefined;
}

/** Whether the id was used before; without a claim, neither field is known. */
export type ClaimSignals = Pick<Signals, 'reused' | 'replayStore'>;

/** Lays out the facts of a visit. Each field is written, so that all facts have one shape. */
export function collectSignals(
  sources: SignalSources,
  claim: ClaimSignals,
  options: CollectOptions,
): Signals {
  const { lookup, clientIp, location } = sources;
  const event = lookup.event;
  const time = event ? event.timestamp : lookup.claimedTime;
  const eventOrigin = originOf(event?.url);
  const requestOrigin = originOfRequest(sources.request);
  const ipMatch = event && matchAddress(clientIp, event, location);
  const compared = event && compareLocation(location, ipMatch, event);
  const travel = event && sources.earlier && travelSince(sources.earlier, event);
  const signals: Signals = {
    reference: lookup.malformed ? 'malformed' : sources.reference,
    lookup: lookup.outcome,
    lookupCause: lookup.cause,
    lookupStatus: lookup.error?.status,
    lookupErrorCode: lookup.error?.apiCode,
    retryAfterMs: lookup.error?.retryAfterMs,
    replayStore: claim.replayStore,
    eventId: event?.eventId,
    ageMs: time === undefined ? undefined : options.now() - time,
    reused: claim.reused,
    replayed: event?.replayed,
    originAllowed: event && options.origins && originAllowed(options.origins, eventOrigin, requestOrigin),
    eventOrigin,
    requestOrigin,
    environmentAllowed:
      event && options.environmentId ? event.environmentId === options.environmentId : undefined,
    linkedId: event?.linkedId,
    linkedIdMatches: sources.linkedIdMatches,
    visitorId: event?.visitorId,
    confidence: event?.confidence,
    newVisitor: event && isNewVisitor(event, sources.earlier),
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
    incognito: event?.incognito,
    tampering: event?.tampering?.detected,
    virtualMachine: event?.virtualMachine,
    suspectScore: event?.suspectScore,
    ruleAction: event && verdictOf(event, sources.rulesetId),
    missingSignals: undefined,
  };
  if (event) signals.missingSignals = missingSignals(signals, event, options.expects);
  return signals;
}

/** An event without a page is not allowed: leaving the page out is the client's to do. */
function originAllowed(
  allowed: OriginMatcher,
  eventOrigin: string | undefined,
  requestOrigin: string | undefined,
): boolean {
  if (eventOrigin === undefined || !allowed(eventOrigin)) return false;
  return requestOrigin === undefined || allowed(requestOrigin);
}

function datacenter(event: FingerprintEvent | undefined): boolean | undefined {
  const known = [event?.ipInfo?.v4?.datacenter, event?.ipInfo?.v6?.datacenter].filter(
    (flag) => flag !== undefined,
  );
  return known.length === 0 ? undefined : known.includes(true);
}

function missingSignals(
  signals: Signals,
  event: FingerprintEvent,
  expects: CollectOptions['expects'],
): string[] {
  const absent = expects.filter(({ path }) => path.read(signals, event) === undefined);
  return [...absent.map(({ name }) => name), ...Object.keys(event.failed)];
}
