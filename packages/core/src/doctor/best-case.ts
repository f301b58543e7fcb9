import { EVENT_SHAPE, isShape, type Shape, type ShapeNode } from '../event/event-shape.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { ApiVersion } from '../event/generation.js';
import type { GeoLocation } from '../location/geo-location.js';
import { collectSignals } from '../signals/collect.js';
import type { Signals } from '../signals/signals.js';

/** The parts of a guard's configuration that add to what it can know. */
export interface Configured {
  apiVersion: ApiVersion;
  geo: boolean;
  origins: boolean;
  linkedId: boolean;
  environmentId: boolean;
  /** An API key, to fetch a visitor's history with. */
  history: boolean;
}

/** The most that a configuration can know about a visit. */
export interface BestCase {
  signals: Signals;
  event: FingerprintEvent;
}

/** The path of a field in an event of a generation. */
const HAS_FIELD: Readonly<Record<ApiVersion, (path: string) => boolean>> = {
  v4: () => true,
  v3: (path) => !/^(botInfo|simulator|activeCall|deviceDetails|ruleAction|partial|source)\b/.test(path),
  '2019': (path) =>
    /^(eventId|generation|timestamp|visitorId|url|ip|linkedId|incognito|botProbability|failed|raw)$/.test(
      path,
    ) || /^ipInfo\.v4\.(address|location\.(?!asn).*)$/.test(path),
};

/** One value of each kind. It does not matter which country, address or time zone it is. */
const EXAMPLES: Readonly<Record<Extract<ShapeNode, string>, unknown>> = {
  boolean: false,
  number: 0,
  text: 'DE',
  private: '203.0.113.1',
  list: [],
  labels: [],
  open: {},
};

const HERE = { latitude: 0, longitude: 0, radiusKm: 0 };

/** Builds an event with every field that a generation has. */
export function bestEvent(apiVersion: ApiVersion): FingerprintEvent {
  const event = { ...fill(EVENT_SHAPE, HAS_FIELD[apiVersion], ''), url: 'https://shop.example/' };
  return event as unknown as FingerprintEvent;
}

/**
 * Builds a visit with everything that a configuration can know, from an address that is not the event's.
 * @param event An event of the configuration's generation, if one was built already.
 */
export function bestCase(
  { apiVersion, geo, origins, linkedId, environmentId, history }: Configured,
  event = bestEvent(apiVersion),
): BestCase {
  const location: GeoLocation = { countryCode: 'FR', latitude: 0, longitude: 0 };
  const signals = collectSignals(
    {
      request: { method: 'POST', url: '/', headers: { origin: 'https://shop.example' } },
      reference: 'id',
      lookup: { outcome: 'found', event, source: 'api' },
      clientIp: '198.51.100.1',
      located: geo ? { location } : {},
      history: history ? { earlier: [{ eventId: '', timestamp: 0, places: [{ point: HERE }] }] } : {},
      decisiveReads: new Set(),
      linkedIdMatches: linkedId ? true : undefined,
      clientGone: false,
      rulesetId: undefined,
    },
    { reused: false, replayStore: 'ok' },
    {
      origins: origins ? () => true : undefined,
      environmentId: environmentId ? 'environment' : undefined,
      expects: [],
      utcOffset: () => undefined,
      now: () => 0,
    },
  );
  // Facts about a failed lookup, which exist only for a failed one.
  const failure: Signals = {
    lookupCause: 'timeout',
    lookupStatus: 500,
    lookupErrorCode: 'failed',
    retryAfterMs: 0,
    unavailableSignals: [],
    overBudgetSignals: [],
  };
  return { signals: { ...signals, ...failure }, event };
}

function fill(shape: Shape, has: (path: string) => boolean, path: string): Record<string, unknown> {
  const fields = Object.entries(shape).flatMap(([name, node]): [string, unknown][] => {
    const own = path === '' ? name : `${path}.${name}`;
    if (!isShape(node)) return has(own) ? [[name, typeof node === 'string' ? EXAMPLES[node] : node[0]]] : [];
    const inside = fill(node, has, own);
    return Object.keys(inside).length > 0 ? [[name, inside]] : [];
  });
  return Object.fromEntries(fields);
}
