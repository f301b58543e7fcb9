import { createHash } from 'node:crypto';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type IncomingRequest,
  type LocationProvider,
  type PresetName,
  problemResponse,
} from '@fingerprint-guard/core';
import type { EventOverrides } from '@fingerprint-guard/emulator';
import { keyOf, seal } from '../../packages/core/test/support/seal.js';
import { generatedCheck } from './generated-check.js';
import { BERLIN, PLACES } from './parts/places.js';
import { at } from './parts/signals.js';
import { CorpusApi } from './server-api.js';
import type { CorpusVisit } from './visit.js';

const ORIGIN = 'https://shop.example';
const ACCOUNT = 'customer-1';
const ENVIRONMENT = 'ae_emulator00000000';
const SEALED_KEY = keyOf(1);
const USUAL_AGE_MS = 1500;
const HOUR_MS = 3_600_000;

/** Every visit takes place at this moment: 1 May 2026, noon UTC. */
const NOW = Date.UTC(2026, 4, 1, 12);

/** The outcome of one visit. */
export interface Outcome {
  visit: CorpusVisit;
  strict: Decision;
  recommended: Decision;
  /** The check that the vendor's tools generate lets the visit pass. */
  generatedCheckPasses: boolean;
}

/** A shop whose guard has every option that ties an event to it. */
export class Shop {
  readonly #api = new CorpusApi(NOW);
  readonly #guards = new Map<string, FingerprintGuard>();

  async close(): Promise<void> {
    await Promise.all([...this.#guards.values()].map((guard) => guard.close()));
  }

  /** Plays a visit under both presets, and before the check that the vendor's tools generate. */
  async play(visit: CorpusVisit): Promise<Outcome> {
    const request = this.#request(visit);
    return {
      visit,
      strict: await this.#judge(visit, request, 'strict'),
      recommended: await this.#judge(visit, request, 'recommended'),
      generatedCheckPasses:
        (await this.#passesGeneratedCheck(visit, request)) ||
        (visit.sends?.retries === true && (await this.#passesGeneratedCheck(visit, this.#again(visit)))),
    };
  }

  #passesGeneratedCheck({ api }: CorpusVisit, { body }: IncomingRequest): Promise<boolean> {
    const fetchEvent = this.#api.fetch('v4', api);
    const getEvent = async (id: string) => {
      const answer = await fetchEvent(`https://api.example/v4/events/${encodeURIComponent(id)}`);
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return answer.json();
    };
    return generatedCheck((body as { eventId?: string }).eventId, getEvent, NOW);
  }

  /** Judges a visit to its end: also the second request of a page that identifies once more when asked to. */
  async #judge(visit: CorpusVisit, request: IncomingRequest, policy: PresetName): Promise<Decision> {
    const guard = this.#guardFor(visit, policy);
    for (let use = 0; use < (visit.sends?.usedBefore ?? 0); use++) await guard.check(request);
    const decision = await guard.check(request);
    if (!visit.sends?.retries || !decision.blocked) return decision;
    if (problemResponse(decision).body.retry !== 'new-event') return decision;
    return guard.check(this.#again(visit));
  }

  /** The second request of a page that identifies once more. */
  #again({ ageMs: _, sends: { eventId: __, ...sends } = {}, ...visit }: CorpusVisit): IncomingRequest {
    return this.#request({ ...visit, name: `${visit.name}, again`, sends });
  }

  /** The guard of a kind of site; one of its own where the Server API fails, so that the failure harms nobody else. */
  #guardFor({ generation = 'v4', app, api, name }: CorpusVisit, policy: PresetName): FingerprintGuard {
    const key = [policy, generation, app, api && name].join();
    const guard =
      this.#guards.get(key) ??
      createFingerprintGuard({
        apiKey: 'secret',
        apiVersion: generation,
        fetch: this.#api.fetch(generation, api),
        policy: { extends: policy },
        linkedId: ({ headers }) => headers['x-account'] as string,
        geo: ATLAS,
        lag: { retryForMs: 0 },
        now: () => NOW,
        logger: false,
        // An app has no page; the generation of 2019 has neither environments nor sealed results.
        ...(app ? {} : { origins: [ORIGIN] }),
        ...(generation === '2019' ? {} : { environmentId: ENVIRONMENT, sealedKeys: [SEALED_KEY] }),
      });
    this.#guards.set(key, guard);
    return guard;
  }

  #request(visit: CorpusVisit): IncomingRequest {
    const { event = {}, app, generation, sends = {} } = visit;
    const made = this.#identify(visit);
    const { eventId = made.eventId, origin = ORIGIN } = sends;
    const { from = String(event.ip_address ?? BERLIN.v4) } = sends;
    const sealed = sends.sealed && SEALED[sends.sealed];
    return {
      method: 'POST',
      url: '/login',
      headers: {
        ...(origin === null || app ? {} : { origin }),
        ...sends.headers,
        'x-account': ACCOUNT,
      },
      body: {
        ...(eventId === null ? {} : { eventId }),
        // The guard of 2019 reads the visitor: that generation has no IDs of events.
        ...(generation === '2019' ? { visitorId: made.visitorId } : {}),
        ...(sealed ? { sealedResult: sealed(made.event) } : {}),
      },
      ip: typeof from === 'string' ? from : from.v4,
    };
  }

  /** Makes the visitor, what it did before, and the event that the request names. */
  #identify({ name, app, event = {}, earlier = [], resetHoursAgo, ageMs = USUAL_AGE_MS }: CorpusVisit) {
    const visitorId = createHash('sha1').update(name).digest('hex').slice(0, 20);
    const timestamp = NOW - ageMs;
    const add = (time: number, fields: EventOverrides) => {
      const eventId = `${visitorId}.${time}`;
      const made = this.#api.add(app ? 'app' : 'page', eventId, {
        ...at(BERLIN),
        linked_id: ACCOUNT,
        timestamp: time,
        ...fields,
        identification: { visitor_id: visitorId, ...(fields.identification as object | undefined) },
      });
      return { visitorId, eventId, event: made };
    };
    for (const before of earlier) add(timestamp - before.hoursAgo * HOUR_MS, before.event);
    return add(timestamp, {
      ...event,
      ...(resetHoursAgo === undefined
        ? {}
        : { factory_reset_timestamp: timestamp - resetHoursAgo * HOUR_MS }),
    });
  }
}

/** What can be sent as a sealed result. */
const SEALED = {
  'its own': (event: object) => seal(event, SEALED_KEY),
  'of another key': (event: object) => seal(event, keyOf(2)),
  'of another event': (event: object) => seal({ ...event, event_id: 'another' }, SEALED_KEY),
  'no ciphertext': () => `noXc7${'A'.repeat(80)}`,
};

/** Knows where every address of the corpus is. */
const ATLAS: LocationProvider = {
  locate(ip) {
    const place = PLACES.find(
      ({ v4, v6 }) => ip.startsWith(v4.replace(/\d+$/, '')) || ip.startsWith(v6.replace(':20', '')),
    );
    return (
      place && {
        countryCode: place.country,
        latitude: place.latitude,
        longitude: place.longitude,
        accuracyRadiusKm: place.accuracyKm,
        timezone: place.timezone,
        asn: place.asn,
      }
    );
  },
};
