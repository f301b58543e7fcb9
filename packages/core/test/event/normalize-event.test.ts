import { startEmulator } from '@fingerprint-guard/emulator';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FingerprintEvent, normalizeEvent } from '../../src/index.js';
import { foundAlike } from '../support/whole-event.js';

/** Every field of a v4 event that has a place in the normalised shape. */
const whole = {
  event_id: '1708102555327.NLOjmg',
  timestamp: 1708102555327,
  linked_id: 'user-1',
  tags: { plan: 'free' },
  source: 'device',
  environment_id: 'ae_1',
  incremental_identification_status: 'partially_completed',
  url: 'https://shop.example/login',
  ip_address: '203.0.113.7',
  identification: {
    visitor_id: 'Ibk1527CUFmcnjLwIs4A9',
    confidence: { score: 0.97 },
    visitor_found: true,
    first_seen_at: 1,
    last_seen_at: 2,
  },
  bot: 'bad',
  bot_type: 'headless_chrome',
  bot_info: {
    category: 'ai_crawler',
    provider: 'OpenAI',
    provider_url: 'https://openai.com',
    name: 'GPTBot',
    identity: 'verified',
    confidence: 'high',
  },
  ip_info: {
    v4: {
      address: '203.0.113.7',
      geolocation: {
        accuracy_radius: 20,
        latitude: 50.05,
        longitude: 14.4,
        timezone: 'Europe/Prague',
        country_code: 'CZ',
      },
      asn: '7922',
      asn_network: '203.0.0.0/16',
      asn_type: 'isp',
      datacenter_result: true,
    },
    v6: { address: '2001:db8::7' },
  },
  ip_blocklist: { email_spam: true, attack_source: false, tor_node: true },
  proxy: true,
  proxy_confidence: 'low',
  proxy_details: { proxy_type: 'residential' },
  vpn: true,
  vpn_confidence: 'high',
  vpn_origin_timezone: 'Europe/Berlin',
  vpn_origin_country: 'unknown',
  vpn_methods: {
    timezone_mismatch: true,
    public_vpn: false,
    auxiliary_mobile: true,
    os_mismatch: false,
    relay: true,
    ml_prediction: false,
  },
  incognito: true,
  tampering: true,
  tampering_ml_score: 0.32,
  tampering_details: { anomaly_score: 0.19, anti_detect_browser: false },
  suspect_score: 12,
  velocity: {
    distinct_ip: { '5_minutes': 1, '1_hour': 2, '24_hours': 3 },
    distinct_visitor_id_by_linked_id: { '5_minutes': 4 },
  },
  root_apps: true,
  emulator: false,
  simulator: true,
  cloned_app: false,
  jailbroken: true,
  frida: false,
  privacy_settings: true,
  virtual_machine: false,
  developer_tools: true,
  location_spoofing: false,
  mitm_attack: true,
  high_activity_device: false,
  rare_device: true,
  active_call: false,
  device_details: { device_manufacturer: 'Google', device_model: 'Pixel 7', os_version: '14' },
  proximity: { id: 'w1aTfd4MCvl', precision_radius: 65, confidence: 0.95 },
  labels: [{ label: 'automation_tool', prediction: true, ml_score: 0.9 }, { label: 'abuse' }],
  factory_reset_timestamp: 0,
  replayed: true,
  rule_action: { type: 'block', ruleset_id: 'rs_1', status_code: 403 },
};

test('every field of a v4 event has its place', () => {
  const expected: FingerprintEvent = {
    eventId: '1708102555327.NLOjmg',
    generation: 'v4',
    timestamp: 1708102555327,
    visitorId: 'Ibk1527CUFmcnjLwIs4A9',
    visitorFound: true,
    confidence: 0.97,
    firstSeenAt: 1,
    lastSeenAt: 2,
    url: 'https://shop.example/login',
    ip: '203.0.113.7',
    linkedId: 'user-1',
    tags: { plan: 'free' },
    incognito: true,
    bot: 'bad',
    botType: 'headless_chrome',
    botInfo: {
      category: 'ai_crawler',
      provider: 'OpenAI',
      providerUrl: 'https://openai.com',
      name: 'GPTBot',
      identity: 'verified',
      confidence: 'high',
    },
    botProbability: 1,
    ...foundAlike,
    simulator: true,
    activeCall: false,
    deviceDetails: { manufacturer: 'Google', model: 'Pixel 7', osVersion: '14' },
    ruleAction: { type: 'block', rulesetId: 'rs_1' },
    partial: true,
    source: 'device',
    raw: whole,
  };
  expect(normalizeEvent(whole)).toEqual(expected);
  expect(normalizeEvent(whole).raw).toBe(whole);
});

test('what is not supplied is undefined, never false', () => {
  const { eventId, generation, failed, raw, ...rest } = normalizeEvent({ event_id: 'e' });
  expect({ eventId, generation, failed, raw }).toEqual({
    eventId: 'e',
    generation: 'v4',
    failed: {},
    raw: { event_id: 'e' },
  });
  expect(Object.values(rest).every((value) => value === undefined)).toBe(true);
});

test.each([
  ['completed', false],
  ['partially_completed', true],
  ['a_state_of_tomorrow', true],
  [null, undefined],
])('an identification that is %s: partial is %s', (status, partial) => {
  expect(normalizeEvent({ event_id: 'e', incremental_identification_status: status }).partial).toBe(partial);
});

test.each([
  ['bad', 1],
  ['good', 0],
  ['not_detected', 0],
  ['a_value_of_tomorrow', undefined],
])('bot %s passes through, with probability %s', (bot, botProbability) => {
  expect(normalizeEvent({ event_id: 'e', bot })).toMatchObject({ bot, botProbability });
});

test('a value of the wrong type is undefined, whichever field it is in', () => {
  const paths = Object.keys(whole).filter((key) => key !== 'event_id');
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (key, value) => {
      const event = normalizeEvent({ ...whole, [key]: value });
      expect(event.eventId).toBe(whole.event_id);
      for (const flag of ['incognito', 'tor', 'replayed', 'rootApps', 'jailbroken'] as const) {
        expect(['boolean', 'undefined']).toContain(typeof event[flag]);
      }
      for (const amount of ['timestamp', 'confidence', 'suspectScore', 'factoryResetAt'] as const) {
        expect(['number', 'undefined']).toContain(typeof event[amount]);
      }
    }),
  );
});

test.each<[string, unknown]>([
  ['null', null],
  ['undefined', undefined],
  ['a string', 'event'],
  ['an array', [whole]],
  ['an empty object', {}],
  ['products that are null', { products: null }],
  ['an ID that is not a string', { event_id: 1 }],
  ['an empty ID', { event_id: '' }],
])('%s is not an event', (_what, json) => {
  expect(() => normalizeEvent(json)).toThrow(expect.objectContaining({ code: 'ERR_FP_BAD_EVENT' }));
});

test("the emulator's events are read whole", async () => {
  const emulator = await startEmulator({ port: 0 });
  try {
    const { eventId, visitorId } = await emulator.createEvent('dual-stack');
    const response = await fetch(`${emulator.url}/v4/events/${eventId}`, {
      headers: { authorization: `Bearer ${emulator.secretApiKey}` },
    });
    const event = normalizeEvent(await response.json());
    expect(event).toMatchObject({
      eventId,
      visitorId,
      bot: 'not_detected',
      incognito: false,
      partial: false,
    });
    expect(event.ipInfo?.v6?.address).toMatch(/:/);
  } finally {
    await emulator.close();
  }
});
