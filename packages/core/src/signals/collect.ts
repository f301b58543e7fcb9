import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { headerValue, type IncomingRequest } from '../request/incoming-request.js';
import { type OriginMatcher, originOf } from '../request/origin.js';
import type { Lookup } from '../server-api/lookup.js';
import type { Expectation } from './expectations.js';
import { matchAddress } from './ip-match.js';
import type { Signals } from './signals.js';

/** What the guard's own configuration adds to the facts. */
export interface CollectOptions {
  origins: OriginMatcher | undefined;
  environmentId: string | undefined;
  expects: readonly Expectation[];
  now: () => number;
}

/** What one check has learnt before its facts are laid out. */
export interface Learnt {
  request: IncomingRequest;
  reference: NonNullable<Signals['reference']>;
  lookup: Lookup;
  clientIp: string | undefined;
}

/** Whether the id was used before; without a claim, neither field is known. */
export type ClaimSignals = Pick<Signals, 'reused' | 'replayStore'>;

/** Lays out the facts of a visit. Each field is written, so that all facts have one shape. */
export function collectSignals(learnt: Learnt, claim: ClaimSignals, options: CollectOptions): Signals {
  const { lookup, clientIp } = learnt;
  const event = lookup.event;
  const requestOrigin = sentOrigin(learnt.request);
  const signals: Signals = {
    reference: lookup.malformed ? 'malformed' : learnt.reference,
    lookup: lookup.outcome,
    lookupCause: lookup.cause,
    lookupStatus: lookup.error?.status,
    lookupErrorCode: lookup.error?.apiCode,
    retryAfterMs: lookup.error?.retryAfterMs,
    replayStore: claim.replayStore,
    eventId: event?.eventId,
    ageMs: event?.timestamp === undefined ? undefined : options.now() - event.timestamp,
    reused: claim.reused,
    replayed: event?.replayed,
    originAllowed: event && options.origins && originAllowed(options.origins, event, requestOrigin),
    eventOrigin: originOf(event?.url),
    requestOrigin,
    environmentAllowed:
      event && options.environmentId ? event.environmentId === options.environmentId : undefined,
    linkedId: event?.linkedId,
    visitorId: event?.visitorId,
    confidence: event?.confidence,
    newVisitor: undefined,
    ipAddress: event?.ip,
    clientIp,
    ipMatch: event && matchAddress(clientIp, event),
    ipLocationMismatch: undefined,
    ipDistanceKm: undefined,
    timezoneMismatch: undefined,
    countryCode: event?.ipInfo?.v4?.location?.countryCode ?? event?.ipInfo?.v6?.location?.countryCode,
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
    ruleAction: event?.ruleAction?.type,
    missingSignals: undefined,
  };
  if (event) signals.missingSignals = missingSignals(signals, event, options.expects);
  return signals;
}

/** The `Origin` header in its normal form; `null`, which strict referrer policies make of honest forms, is none. */
function sentOrigin({ headers }: IncomingRequest): string | undefined {
  const header = headerValue(headers, 'origin');
  return header === undefined || header === 'null' ? undefined : (originOf(header) ?? header);
}

/** An event without a page is not allowed: leaving the page out is the client's to do. */
function originAllowed(
  allowed: OriginMatcher,
  { url }: FingerprintEvent,
  requestOrigin: string | undefined,
): boolean {
  const eventOrigin = originOf(url);
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
