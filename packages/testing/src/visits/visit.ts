import { eventSignals, type FingerprintEvent, type SignalName, type Signals } from '@fingerprint-guard/core';
import { fingerprintEvent, onlyOfRequest } from './event.js';
import { type Overrides, overlay, refuseUnknown } from './overrides.js';

/** The differences between a visit and an honest one. */
export interface VisitOverrides {
  /** Signals, one by one; the event follows them. `undefined` is unknown. */
  signals?: Signals;
  /** Fields of the event, at any depth; the signals follow them. */
  event?: Overrides<FingerprintEvent>;
}

/** The known facts of a visit: evidence for `evaluatePolicy` and `comparePolicies`. */
export interface Visit {
  /** The flat facts that a guard would collect. */
  signals: Signals;
  /** Undefined if a signal says that the event was not retrieved. */
  event?: FingerprintEvent;
}

/**
 * Builds a visit: its event, and the signals a guard collects from it, for a request from the same address and page a
 * second later, whose ID was not used before. Without overrides `recommended` and `strict` let it pass.
 *
 * `{ signals: { incognito: true } }` is the same visit in a private window. With a `reference` without an event, or a
 * `lookup` other than `found`, there is no event, and only the given signals are known. With `reference: 'edge'` the
 * request itself was checked: its event contains only what an analysis provides, and nothing from a page.
 * @throws FingerprintError `ERR_FP_OPTION` for a name that is neither a signal nor a field of an event.
 * @example
 * ```ts
 * import { evaluatePolicy } from '@fingerprint-guard/core';
 * import { fingerprintVisit } from '@fingerprint-guard/testing';
 *
 * evaluatePolicy('strict', fingerprintVisit()).action; // 'allow'
 * evaluatePolicy('strict', fingerprintVisit({ signals: { incognito: true } })).action; // 'challenge'
 * ```
 */
export function fingerprintVisit({ signals = {}, event: fields = {} }: VisitOverrides = {}): Visit {
  const { reference = 'id' } = signals;
  const built = fingerprintEvent(overlay(eventFields(signals), fields));
  const event = reference === 'edge' ? onlyOfRequest(built) : built;
  const said = eventSignals(event);
  const known = { ...said, ...requestSignals(event, said) };
  refuseUnknown(signals, known, 'signal');

  const isNamed = reference === 'id' || reference === 'sealed' || reference === 'edge';
  const { lookup = isNamed ? 'found' : 'skipped' } = signals;
  if (lookup !== 'found') return { signals: { ...signals, reference, lookup } };
  return { signals: { ...known, ...signals }, event };
}

/**
 * The signals that a guard with every option set derives from an honest request; those that tie an event to the site
 * require fields of the event.
 */
function requestSignals({ url, environmentId, linkedId, source }: FingerprintEvent, said: Signals): Signals {
  const observed: Signals = { ageMs: 1000, clientGone: false, clientIp: said.ipAddress };
  if (source === 'edge') return { ...PAGE_SIGNALS, ...observed };
  return {
    ...observed,
    replayStore: 'ok',
    reused: false,
    originAllowed: url !== undefined,
    requestOrigin: said.eventOrigin,
    environmentAllowed: environmentId !== undefined,
    linkedIdMatches: linkedId !== undefined,
    newVisitor: false,
    ipMatch: 'same',
    ipLocationMismatch: false,
    ipDistanceKm: 0,
    ipAccuracyKm: 0,
  };
}

/** The signals that exist only for the event of a page; listed so that overrides may name them. */
const PAGE_SIGNALS: Signals = {
  replayStore: undefined,
  reused: undefined,
  originAllowed: undefined,
  requestOrigin: undefined,
  environmentAllowed: undefined,
  linkedIdMatches: undefined,
  newVisitor: undefined,
  ipMatch: undefined,
  ipLocationMismatch: undefined,
  ipDistanceKm: undefined,
  ipAccuracyKm: undefined,
};

/** The field of the event that corresponds to a signal. */
const PLACES: { readonly [Name in SignalName]?: string } = {
  eventId: 'eventId',
  replayed: 'replayed',
  linkedId: 'linkedId',
  visitorId: 'visitorId',
  confidence: 'confidence',
  ipAddress: 'ip',
  countryCode: 'ipInfo.v4.location.countryCode',
  vpn: 'vpn.detected',
  proxy: 'proxy.detected',
  tor: 'tor',
  datacenter: 'ipInfo.v4.datacenter',
  bot: 'bot',
  botProbability: 'botProbability',
  agentIdentity: 'botInfo.identity',
  agentCategory: 'botInfo.category',
  agentProvider: 'botInfo.provider',
  agentName: 'botInfo.name',
  incognito: 'incognito',
  tampering: 'tampering.detected',
  virtualMachine: 'virtualMachine',
  suspectScore: 'suspectScore',
  ruleAction: 'ruleAction.type',
};

/** Lists the fields of an event that correspond to the signals. */
function eventFields(signals: Signals): Overrides<FingerprintEvent> {
  return Object.entries(signals).reduce(
    (fields, [name, value]) => {
      const place = Object.hasOwn(PLACES, name) ? PLACES[name as SignalName] : undefined;
      if (place === undefined) return fields;
      return overlay(
        fields,
        place.split('.').reduceRight<unknown>((field, step) => ({ [step]: field }), value) as object,
      );
    },
    {} as Overrides<FingerprintEvent>,
  );
}
