import { startEmulator } from '@fingerprint-guard/emulator';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ApiVersion,
  createServerApi,
  type EventPatch,
  type FingerprintEvent,
  type ServerApi,
  type ServerApiOptions,
} from '../../src/index.js';
import { useEmulator } from '../support/scene.js';

const scene = useEmulator();
const apis: ServerApi[] = [];
afterEach(() => Promise.all(apis.splice(0).map((api) => api.close())));

function apiOf(apiVersion: ApiVersion, options: Partial<ServerApiOptions> = {}): ServerApi {
  const { secretApiKey, url } = scene.emulator;
  const api = createServerApi({ apiKey: secretApiKey, baseUrl: url, apiVersion, ...options });
  apis.push(api);
  return api;
}

const SCENARIOS = [
  'honest',
  'bad-bot',
  'good-bot',
  'incognito',
  'vpn',
  'relay',
  'proxy',
  'tor',
  'tampered',
  'virtual-machine',
  'stale',
  'other-origin',
  'far-away',
  'replayed',
  'low-confidence',
  'rooted-phone',
  'dual-stack',
  'signed-agent',
  'ai-browser',
  'mobile-device',
] as const;

/**
 * The fields that an event has in both v3 and v4: all except those that only v4 has, and those that v3 always fills.
 */
function shared(event: FingerprintEvent) {
  const {
    raw,
    generation,
    source,
    partial,
    botInfo,
    simulator,
    activeCall,
    ruleAction,
    deviceDetails,
    ...rest
  } = event;
  const { tags = {}, vpn, incognito = false, ...others } = JSON.parse(JSON.stringify(rest)) as typeof rest;
  return {
    ...others,
    tags,
    incognito,
    vpn: vpn && { ...vpn, originCountry: vpn.originCountry ?? 'unknown' },
  };
}

describe('one event is the same in v3 and in v4', () => {
  test.each(SCENARIOS)('%s', async (scenario) => {
    const { eventId, visitorId } = await scene.emulator.createEvent(scenario, { linked_id: 'user' });
    const fourth = await apiOf('v4').getEvent(eventId);
    const third = await apiOf('v3').getEvent(eventId);
    expect(third).toMatchObject({ eventId, visitorId, generation: 'v3', failed: {} });
    expect(shared(third)).toEqual(shared(fourth));
  });

  test('with whatever fields missing or changed', async () => {
    const flags = fc.dictionary(
      fc.constantFrom(
        'incognito',
        'replayed',
        'frida',
        'root_apps',
        'jailbroken',
        'mitm_attack',
        'virtual_machine',
      ),
      fc.constantFrom(true, false, null),
    );
    const objects = fc.dictionary(
      fc.constantFrom(
        'ip_info',
        'velocity',
        'tampering_details',
        'ip_blocklist',
        'proxy_details',
        'vpn_methods',
      ),
      fc.constant(null),
    );
    const values = fc.record(
      {
        suspect_score: fc.option(fc.nat(100)),
        linked_id: fc.option(fc.string({ minLength: 1, maxLength: 20 })),
        bot: fc.constantFrom('bad', 'good', 'not_detected'),
        factory_reset_timestamp: fc.constantFrom(0, 1_700_000_000_000, null),
        timestamp: fc.integer({ min: 1_600_000_000_000, max: 1_700_000_000_000 }),
      },
      { requiredKeys: [] },
    );
    const [v4, v3] = [apiOf('v4'), apiOf('v3')];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SCENARIOS),
        flags,
        objects,
        values,
        async (scenario, ...changes) => {
          const { eventId } = await scene.emulator.createEvent(scenario, Object.assign({}, ...changes));
          expect(shared(await v3.getEvent(eventId))).toEqual(shared(await v4.getEvent(eventId)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('a visit of v3 and of 2019 is the event, as far as it goes', async () => {
  const { eventId, visitorId } = await scene.emulator.createEvent('dual-stack', { linked_id: 'user' });
  const event = await apiOf('v4').getEvent(eventId);
  const third = await apiOf('v3').getVisitorHistory(visitorId);
  const first = await apiOf('2019').getVisitorHistory(visitorId);
  const common = {
    visitorId,
    timestamp: event.timestamp,
    url: event.url,
    ip: event.ip,
    linkedId: 'user',
    incognito: false,
    ipInfo: { v4: { address: event.ip, location: { countryCode: event.ipInfo?.v4?.location?.countryCode } } },
  };
  expect(third).toMatchObject({ visitorId, events: [{ ...common, eventId, confidence: event.confidence }] });
  expect(first).toMatchObject({
    visitorId,
    events: [{ ...common, eventId: `${visitorId}.${event.timestamp}`, botProbability: 0 }],
  });
});

describe.each<ApiVersion>(['v4', 'v3'])('the client of %s', (version) => {
  test('finds events by filter, page by page', async () => {
    const ids = new Set<string>();
    for (let index = 0; index < 5; index++) {
      ids.add(
        (await scene.emulator.createEvent('incognito', { timestamp: Date.now() - index * 1000 })).eventId,
      );
    }
    await scene.emulator.createEvent('honest');
    const api = apiOf(version);
    const sizes: number[] = [];
    for await (const { events } of api.searchEvents.pages({ incognito: true, limit: 2 })) {
      sizes.push(events.length);
      for (const { eventId = '' } of events) ids.delete(eventId);
    }
    expect(ids).toEqual(new Set());
    expect(sizes.slice(0, 3)).toEqual([2, 2, 1]);
  });

  test('lists the events of a visitor, the newest first', async () => {
    const now = Date.now();
    const { visitorId, eventId: older } = await scene.emulator.createEvent('honest', {
      timestamp: now - 2000,
    });
    const { eventId: newer } = await scene.emulator.createEvent('honest', {
      timestamp: now - 1000,
      identification: { visitor_id: visitorId },
    });
    const { events } = await apiOf(version).getVisitorHistory(visitorId);
    expect(events.map(({ eventId }) => eventId)).toEqual([newer, older]);
  });

  test('knows no history of an unknown visitor, and finds nothing by it', async () => {
    const api = apiOf(version);
    await expect(api.getVisitorHistory('unknown')).rejects.toMatchObject({
      code: 'ERR_FP_VISITOR_NOT_FOUND',
      status: 404,
    });
    expect(await api.searchEvents({ visitorId: 'unknown' })).toEqual({ events: [] });
    for await (const { events } of api.searchEvents.pages({ visitorId: 'unknown' }))
      expect(events).toEqual([]);
  });

  test('changes nothing that it does not know', async () => {
    const { eventId } = await scene.emulator.createEvent();
    const api = apiOf(version);
    const asked = scene.emulator.requests().length;
    for (const [patch, message] of [
      [{ linked_id: 'x' }, 'patch.linked_id: unknown option; did you mean linkedId?'],
      [{ tag: {} }, 'patch.tag: unknown option; did you mean tags?'],
      [{ suspect: 'yes' }, 'patch.suspect: expected a boolean'],
      [{ linkedId: 7 }, 'patch.linkedId: expected a string'],
      [{ tags: ['a'] }, 'patch.tags: expected an object'],
      [null, 'expected options such as'],
    ] as const) {
      await expect(api.updateEvent(eventId, patch as unknown as EventPatch)).rejects.toMatchObject({
        code: 'ERR_FP_OPTION',
        message: expect.stringContaining(message),
      });
    }
    expect(scene.emulator.requests()).toHaveLength(asked);
  });

  test('takes null for what is absent', async () => {
    const emulator = await startEmulator({ mutableAfterMs: 0 });
    try {
      const { eventId } = await emulator.createEvent('honest', { linked_id: 'before' });
      const api = apiOf(version, { apiKey: emulator.secretApiKey, baseUrl: emulator.url });
      await api.updateEvent(eventId, { linkedId: null, suspect: true } as unknown as EventPatch);
      expect((await api.getEvent(eventId)).linkedId).toBe('before');
    } finally {
      await emulator.close();
    }
  });

  test('changes an event, but not at once', async () => {
    let time = Date.now();
    const emulator = await startEmulator({ now: () => time });
    try {
      const api = apiOf(version, { apiKey: emulator.secretApiKey, baseUrl: emulator.url });
      const { eventId } = await emulator.createEvent();
      const patch = { linkedId: 'user-2', tags: { order: 7 }, suspect: true };
      await expect(api.updateEvent(eventId, patch)).rejects.toMatchObject({
        code: 'ERR_FP_NOT_READY',
        status: 409,
      });
      time += 10_000;
      await api.updateEvent(eventId, patch);
      expect(await api.getEvent(eventId)).toMatchObject({ linkedId: 'user-2', tags: { order: 7 } });
      const { events } = await api.searchEvents({ suspect: true });
      expect(events.map((event) => event.eventId)).toEqual([eventId]);
      await expect(api.updateEvent('unknown', patch)).rejects.toMatchObject({
        code: 'ERR_FP_EVENT_NOT_FOUND',
      });
    } finally {
      await emulator.close();
    }
  });

  test('has a visitor forgotten', async () => {
    const { eventId, visitorId } = await scene.emulator.createEvent();
    const api = apiOf(version);
    await api.deleteVisitor(visitorId);
    await expect(api.getEvent(eventId)).rejects.toMatchObject({ code: 'ERR_FP_EVENT_NOT_FOUND' });
    await expect(api.deleteVisitor(visitorId)).rejects.toMatchObject({ code: 'ERR_FP_VISITOR_NOT_FOUND' });
  });
});

test('v4 counts all matches if it is asked to', async () => {
  await scene.emulator.createEvent();
  await scene.emulator.createEvent();
  expect(await apiOf('v4').searchEvents({ limit: 1, totalHits: 10 })).toMatchObject({
    events: [{ generation: 'v4' }],
    totalHits: 2,
  });
});

test('v3 knows no related visitors of a single visit', async () => {
  const { visitorId } = await scene.emulator.createEvent();
  expect(await apiOf('v3').getRelatedVisitors(visitorId)).toEqual({ visitorIds: [] });
});

describe.each<[ApiVersion, 'header' | 'query']>([
  ['v4', 'header'],
  ['v3', 'header'],
  ['v3', 'query'],
  ['2019', 'header'],
  ['2019', 'query'],
])('the key of %s by %s', (version, auth) => {
  test('is accepted, and a wrong one is not', async () => {
    const { visitorId } = await scene.emulator.createEvent();
    expect((await apiOf(version, { auth }).getVisitorHistory(visitorId)).events).toHaveLength(1);
    const wrong = apiOf(version, { auth, apiKey: 'wrong' });
    await expect(wrong.getVisitorHistory(visitorId)).rejects.toMatchObject({
      code: 'ERR_FP_API_KEY',
      status: 403,
    });
  });
});
