import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FingerprintEvent, normalizeEvent } from '../../src/index.js';
import { foundAlike } from '../support/whole-event.js';

const TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const ISO = '2026-01-02T03:04:05.678Z';

const identification = {
  requestId: '1767323045678.abcDEF',
  visitorId: 'Ab3dEf5hIj7lMn9pQr1t',
  visitorFound: true,
  timestamp: TIME,
  time: '2020-02-02T02:02:02Z',
  confidence: { score: 0.9 },
  firstSeenAt: { global: '2025-01-01T00:00:00Z', subscription: '2025-02-01T00:00:00.5Z' },
  lastSeenAt: { global: '2025-03-01T00:00:00+01:00', subscription: null },
  url: 'https://shop.example/login',
  ip: '203.0.113.7',
  linkedId: 'user-1',
  tag: { plan: 'free' },
  incognito: false,
  replayed: true,
  environmentId: 'ae_1',
  ipLocation: { country: { code: 'DE' }, latitude: 1, longitude: 2 },
};

/** Every product that has a place in the normalised shape. */
const products = {
  bot: { result: 'notDetected' },
  ipInfo: {
    v4: {
      address: '203.0.113.7',
      geolocation: {
        accuracyRadius: 20,
        latitude: 50.05,
        longitude: 14.4,
        timezone: 'Europe/Prague',
        country: { code: 'CZ', name: 'Czechia' },
      },
      asn: { asn: '7922', name: 'NET', network: '203.0.0.0/16', type: 'isp' },
      datacenter: { result: true, name: 'Rack' },
    },
    v6: { address: '2001:db8::7' },
  },
  incognito: { result: true },
  ipBlocklist: { result: true, details: { emailSpam: true, attackSource: false } },
  tor: { result: true },
  vpn: {
    result: true,
    confidence: 'high',
    originTimezone: 'Europe/Berlin',
    originCountry: 'unknown',
    methods: {
      timezoneMismatch: true,
      publicVPN: false,
      auxiliaryMobile: true,
      osMismatch: false,
      relay: true,
      mlPrediction: false,
    },
  },
  proxy: { result: true, confidence: 'low', details: { proxyType: 'residential' } },
  tampering: { result: true, anomalyScore: 0.19, mlScore: 0.32, antiDetectBrowser: false },
  suspectScore: { result: 12 },
  velocity: {
    distinctIp: { intervals: { '5m': 1, '1h': 2, '24h': 3 } },
    distinctLinkedId: {},
    distinctVisitorIdByLinkedId: { intervals: { '5m': 4 } },
  },
  rootApps: { result: true },
  emulator: { result: false },
  clonedApp: { result: false },
  jailbroken: { result: true },
  frida: { result: false },
  privacySettings: { result: true },
  virtualMachine: { result: false },
  developerTools: { result: true },
  locationSpoofing: { result: false },
  mitmAttack: { result: true },
  highActivity: { result: false },
  rareDevice: { result: true },
  proximity: { id: 'w1aTfd4MCvl', precisionRadius: 65, confidence: 0.95 },
  labels: [{ label: 'automation_tool', prediction: true, mlScore: 0.9 }, { label: 'abuse' }],
  factoryReset: { time: '1970-01-01T00:00:00Z', timestamp: 0 },
};

const { bot, ...others } = products;
const looked = {
  products: {
    identification: { data: identification },
    botd: { data: { bot, requestId: 'of-botd', url: 'https://botd.example/', ip: '192.0.2.1', time: ISO } },
    ...Object.fromEntries(Object.entries(others).map(([name, data]) => [name, { data }])),
  },
};
const webhook = { ...identification, ...products };

const expected: Omit<FingerprintEvent, 'raw'> = {
  eventId: '1767323045678.abcDEF',
  generation: 'v3',
  timestamp: TIME,
  visitorId: 'Ab3dEf5hIj7lMn9pQr1t',
  visitorFound: true,
  confidence: 0.9,
  firstSeenAt: Date.UTC(2025, 1, 1, 0, 0, 0, 500),
  lastSeenAt: Date.UTC(2025, 1, 28, 23),
  url: 'https://shop.example/login',
  ip: '203.0.113.7',
  linkedId: 'user-1',
  tags: { plan: 'free' },
  incognito: true,
  bot: 'not_detected',
  botProbability: 0,
  ...foundAlike,
};

/** Normalises an event with one product replaced. */
const withProducts = (changed: object) => normalizeEvent({ products: { ...looked.products, ...changed } });

describe('an event of v3', () => {
  test('has every field in its place, raw untouched', () => {
    expect(normalizeEvent(looked)).toEqual({ ...expected, raw: looked });
    expect(normalizeEvent(looked).raw).toBe(looked);
  });

  test('is the same in a webhook, except for its spelling', () => {
    expect(normalizeEvent(webhook)).toEqual({ ...expected, raw: webhook });
  });

  test.each([
    ['bad', 'bad', 1],
    ['good', 'good', 0],
    ['notDetected', 'not_detected', 0],
    ['ofTomorrow', 'ofTomorrow', undefined],
    [7, undefined, undefined],
  ])('with the bot result %s', (result, verdict, botProbability) => {
    const event = withProducts({ botd: { data: { bot: { result, type: 'selenium' } } } });
    expect(event).toMatchObject({ bot: verdict, botType: 'selenium', botProbability });
  });

  test('names products that failed, and reads the rest', () => {
    const error = { code: 'TooManyRequests', message: 'secret words' };
    const event = withProducts({
      vpn: { error },
      incognito: { error },
      tor: { error: {} },
      proxy: {},
      frida: null,
    });
    expect(event.failed).toEqual({ vpn: 'TooManyRequests', incognito: 'TooManyRequests', tor: 'unknown' });
    expect(event).toMatchObject({
      vpn: undefined,
      tor: undefined,
      proxy: undefined,
      frida: undefined,
      incognito: false,
      suspectScore: 12,
    });
  });

  test('whose identification failed takes its fields from the bot detection', () => {
    expect(withProducts({ identification: { error: { code: 'Failed' } } })).toMatchObject({
      eventId: 'of-botd',
      timestamp: TIME,
      url: 'https://botd.example/',
      ip: '192.0.2.1',
      visitorId: undefined,
      failed: { identification: 'Failed' },
    });
  });

  test('in which all products failed names each, and has no ID', () => {
    const error = { code: 'Failed', message: '' };
    const json = {
      products: { identification: { error }, botd: { error: { code: '429 Too Many Requests' } } },
    };
    expect(normalizeEvent(json)).toMatchObject({
      eventId: undefined,
      generation: 'v3',
      timestamp: undefined,
      failed: { identification: 'Failed', botd: '429 Too Many Requests' },
      raw: json,
    });
  });

  test.each<[string, unknown, number | undefined]>([
    ["the subscription's time", { subscription: ISO, global: '2020-01-01T00:00:00Z' }, TIME],
    ['the global time', { subscription: null, global: ISO }, TIME],
    ['a time of the wrong type', { subscription: 5, global: {} }, undefined],
    ['a time without a zone', { subscription: '2026-01-02T03:04:05' }, undefined],
    ['an invalid day', { subscription: '2026-13-45T03:04:05Z' }, undefined],
    ['a number', TIME, undefined],
  ])('was first seen at %s', (_what, firstSeenAt, firstSeen) => {
    const event = withProducts({ identification: { data: { ...identification, firstSeenAt } } });
    expect(event.firstSeenAt).toBe(firstSeen);
  });

  test('happened at its time if it has no timestamp', () => {
    const { timestamp, ...rest } = identification;
    expect(withProducts({ identification: { data: { ...rest, time: ISO } } }).timestamp).toBe(TIME);
  });
});

test('a visit of v3 has the location of its identification', () => {
  const { visitorId, ...visit } = identification;
  expect(normalizeEvent(visit)).toMatchObject({
    eventId: identification.requestId,
    generation: 'v3',
    visitorId: undefined,
    ipInfo: { v4: { address: '203.0.113.7', location: { countryCode: 'DE', latitude: 1, longitude: 2 } } },
  });
  expect(normalizeEvent(identification).ipInfo).toBeUndefined();
});

const visit2019 = {
  incognito: true,
  linkedId: 'user-1',
  time: ISO,
  url: 'https://shop.example/login',
  ip: '203.0.113.7',
  ipLocation: {
    accuracyRadius: 10,
    latitude: 50.05,
    longitude: 14.4,
    timezone: 'Europe/Prague',
    city: { name: 'Prague' },
    country: { code: 'CZ', name: 'Czechia' },
  },
  browserDetails: { browserName: 'Chrome', botProbability: 0.25 },
};

describe('a visit of 2019', () => {
  test('has every field in its place, and no ID', () => {
    expect(normalizeEvent(visit2019)).toEqual({
      eventId: undefined,
      generation: '2019',
      timestamp: TIME,
      url: 'https://shop.example/login',
      ip: '203.0.113.7',
      linkedId: 'user-1',
      incognito: true,
      botProbability: 0.25,
      ipInfo: {
        v4: {
          address: '203.0.113.7',
          location: {
            countryCode: 'CZ',
            latitude: 50.05,
            longitude: 14.4,
            accuracyRadiusKm: 10,
            timezone: 'Europe/Prague',
          },
        },
      },
      failed: {},
      raw: visit2019,
    });
  });

  test('that contains its visitor has an ID', () => {
    const visitorId = 'Ab3dEf5hIj7lMn9pQr1t';
    expect(normalizeEvent({ ...visit2019, visitorId })).toMatchObject({
      visitorId,
      eventId: `${visitorId}.${TIME}`,
    });
  });

  test('has the time of its timestamp, which includes milliseconds', () => {
    const visit = { ...visit2019, visitorId: 'v', time: '2026-01-02T03:04:05Z' };
    expect(normalizeEvent({ ...visit, timestamp: TIME })).toMatchObject({
      timestamp: TIME,
      eventId: `v.${TIME}`,
    });
    expect(normalizeEvent({ ...visit, timestamp: null }).timestamp).toBe(TIME - 678);
  });

  test('is one even if IDs of other generations are null', () => {
    expect(normalizeEvent({ ...visit2019, event_id: null, requestId: null, products: null })).toMatchObject({
      generation: '2019',
    });
  });

  test.each(Object.keys(visit2019))('is one even if %s is of another type', (field) => {
    expect(normalizeEvent({ ...visit2019, [field]: 7 }).generation).toBe('2019');
  });
});

test.each<[string, unknown]>([
  ['no products', { products: {} }],
  ['products that are a list', { products: [looked.products] }],
  ['products without an ID', { products: { botd: { data: { bot: { result: 'bad' } } } } }],
  ['products without an ID, of which one failed', { products: { botd: { data: {} }, vpn: { error: {} } } }],
  ['an ID that is not a string', { ...webhook, requestId: 1 }],
  ['an answer with visits', { visitorId: 'v', visits: [visit2019] }],
  ['the answer of an unknown visitor', { visitorId: 'v' }],
  ['one field of a visit', { time: ISO }],
])('%s: not an event', (_what, json) => {
  expect(() => normalizeEvent(json)).toThrow(expect.objectContaining({ code: 'ERR_FP_BAD_EVENT' }));
});

test('any JSON is an event with an ID, or ERR_FP_BAD_EVENT', () => {
  const events: object[] = [looked, webhook, visit2019];
  const junk = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(
        fc.constantFrom(...events),
        fc.dictionary(fc.constantFrom(...Object.keys(webhook), 'products'), fc.jsonValue()),
      )
      .map(([event, changes]) => ({ ...event, ...changes })),
    fc
      .dictionary(fc.constantFrom(...Object.keys(looked.products)), fc.jsonValue())
      .map((changes) => ({ products: { ...looked.products, ...changes } })),
    fc.dictionary(fc.constantFrom(...Object.keys(looked.products)), fc.jsonValue()).map((changes) => ({
      products: {
        ...looked.products,
        ...Object.fromEntries(Object.entries(changes).map(([name, data]) => [name, { data }])),
      },
    })),
  );
  fc.assert(
    fc.property(junk, (json) => {
      let event: FingerprintEvent;
      try {
        event = normalizeEvent(json);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_FP_BAD_EVENT' });
        return;
      }
      expect(event.raw).toBe(json);
      expect(['boolean', 'undefined']).toContain(typeof event.incognito);
      expect(['number', 'undefined']).toContain(typeof event.timestamp);
      for (const code of Object.values(event.failed)) expect(typeof code).toBe('string');
      if (event.generation !== '2019') expect(event.eventId).not.toBe('');
    }),
    { numRuns: 500 },
  );
});
