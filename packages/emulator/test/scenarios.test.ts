import { BlockList } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { type ScenarioName, scenarioNames } from '../src/index.js';
import { type AnyEvent, eventOf, start } from './client.js';
import { v4EventSchema } from './v4-event-schema.js';

const NOW = 1_750_000_000_123;
const countryOfTimezone: Readonly<Record<string, string>> = {
  'Europe/Berlin': 'DE',
  'America/Sao_Paulo': 'BR',
  'America/New_York': 'US',
};
const validate = new Ajv({ allErrors: true }).compile(v4EventSchema);

function expectValid(event: AnyEvent): void {
  validate(event);
  expect(validate.errors ?? []).toEqual([]);
}

/** Asserts what holds for every event, whatever its scenario. */
function expectCoherent(event: AnyEvent): void {
  expectValid(event);
  expect(event.event_id).toMatch(/^\d{13}\.[0-9A-Za-z]{6}$/);
  expect(Number(event.event_id.slice(0, 13))).toBe(event.timestamp);
  const { first_seen_at, last_seen_at, confidence } = event.identification;
  expect(first_seen_at).toBeLessThanOrEqual(last_seen_at);
  expect(last_seen_at).toBeLessThanOrEqual(event.timestamp);
  expect(confidence.score).toBe(event.supplementary_id_high_recall?.confidence.score ?? confidence.score);
  if (event.browser_details) {
    const { browser_full_version: version, browser_major_version: major, os } = event.browser_details;
    expect(version.split('.')[0]).toBe(major);
    expect(event.user_agent).toContain(version);
    expect([event.os, event.device]).toEqual([os, event.browser_details.device]);
  }
  if (event.incremental_identification_status === 'partially_completed') return;
  expectNetworks(event);
  expect(event.vpn).toBe(Object.values(event.vpn_methods).includes(true));
  expect(event.vpn_methods.timezone_mismatch).toBe(
    event.vpn_origin_timezone !== Object.values<AnyEvent>(event.ip_info)[0].geolocation.timezone,
  );
  expect(event.proxy).toBe(event.proxy_details !== undefined);
  expect(event.tampering).toBe(event.tampering_details.anomaly_score > 0.5);
  expect(event.bot_type === undefined).toBe(event.bot === undefined || event.bot === 'not_detected');
}

function expectNetworks(event: AnyEvent): void {
  const networks = Object.entries<AnyEvent>(event.ip_info);
  expect(networks.map(([, { address }]) => address)).toContain(event.ip_address);
  for (const [family, { address, asn_network: network, geolocation }] of networks) {
    const type = family === 'v4' ? 'ipv4' : 'ipv6';
    const [base, bits] = network.split('/');
    const list = new BlockList();
    list.addSubnet(base, Number(bits), type);
    expect([address, network, list.check(address, type)]).toEqual([address, network, true]);
    expect(countryOfTimezone[geolocation.timezone]).toBe(geolocation.country_code);
  }
}

async function play(scenario?: ScenarioName, overrides?: Record<string, unknown>): Promise<AnyEvent> {
  const emulator = await start({ now: () => NOW });
  const { eventId, visitorId } = await emulator.createEvent(scenario, overrides);
  const event = await eventOf(emulator, eventId);
  expect([event.event_id, event.identification.visitor_id]).toEqual([eventId, visitorId]);
  return event;
}

const honest = {
  bot: 'not_detected',
  incognito: false,
  vpn: false,
  proxy: false,
  ip_blocklist: { tor_node: false },
  tampering: false,
  virtual_machine: false,
  replayed: false,
  timestamp: NOW,
  suspect_score: 0,
  url: 'https://shop.example/login',
  incremental_identification_status: 'completed',
  identification: { visitor_found: true, confidence: { score: 0.98 } },
};
const vpnMethods = {
  timezone_mismatch: false,
  public_vpn: false,
  auxiliary_mobile: false,
  os_mismatch: false,
  relay: false,
  ml_prediction: false,
};

const telling: Readonly<Record<ScenarioName, object>> = {
  honest: {},
  'bad-bot': { bot: 'bad', bot_type: 'headless_chrome', user_agent: expect.stringContaining('Headless') },
  'good-bot': { bot: 'good', bot_info: { name: 'Googlebot', identity: 'verified' } },
  'signed-agent': {
    bot: 'good',
    bot_info: { category: 'ai_agent', provider: 'OpenAI', name: 'ChatGPT Agent', identity: 'signed' },
  },
  'spoofed-agent': { bot: 'good', bot_info: { name: 'Googlebot', identity: 'spoofed' } },
  'ai-browser': { bot_info: { category: 'ai_browser', identity: 'unknown', confidence: 'medium' } },
  incognito: { incognito: true },
  vpn: { vpn: true, vpn_methods: { ...vpnMethods, timezone_mismatch: true, public_vpn: true } },
  relay: { vpn: true, vpn_methods: { ...vpnMethods, os_mismatch: true, relay: true } },
  proxy: { proxy: true, proxy_confidence: 'high', proxy_details: { proxy_type: 'residential' } },
  tor: { ip_blocklist: { tor_node: true } },
  tampered: { tampering: true, tampering_details: { anti_detect_browser: true } },
  'virtual-machine': { virtual_machine: true },
  stale: { timestamp: NOW - 300_000 },
  'other-origin': { url: 'https://login-shop.example.net/login' },
  'far-away': { ip_info: { v4: { geolocation: { continent_code: 'SA', country_code: 'BR' } } } },
  replayed: { replayed: true },
  'low-confidence': { identification: { visitor_found: true, confidence: { score: 0.31 } } },
  'mobile-device': {
    root_apps: false,
    active_call: false,
    device_details: { device_manufacturer: 'Google', device_model: 'Pixel 7', os_version: '14' },
    proximity: { precision_radius: 65, confidence: 0.95 },
  },
  'rooted-phone': { root_apps: true, sdk: { platform: 'android' }, os: 'Android', device: 'Pixel 7' },
  'dual-stack': { ip_info: { v4: { datacenter_result: false }, v6: { datacenter_result: false } } },
  partial: { incremental_identification_status: 'partially_completed' },
};

/** Fields that differ from an honest event although the scenario is not about them. */
const alsoDifferent: Partial<Record<ScenarioName, readonly string[]>> = {
  'mobile-device': ['bot', 'incognito', 'virtual_machine', 'url', 'incremental_identification_status'],
  'rooted-phone': ['bot', 'incognito', 'virtual_machine', 'url', 'incremental_identification_status'],
  partial: Object.keys(honest).filter(
    (field) => !['url', 'timestamp', 'identification', 'replayed'].includes(field),
  ),
};

describe('every scenario', () => {
  test('is there under its name', () => {
    expect([...scenarioNames].sort()).toEqual(Object.keys(telling).sort());
  });

  test.each(scenarioNames)('%s is coherent, and differs from honest in what it is about', async (name) => {
    const event = await play(name);
    expectCoherent(event);
    const same: [string, unknown][] = Object.entries(honest).filter(
      ([field]) => field !== 'suspect_score' && !alsoDifferent[name]?.includes(field),
    );
    expect(event).toMatchObject({ ...Object.fromEntries(same), ...telling[name] });
  });

  test.each(scenarioNames)('%s has the suspect score that it should have', async (name) => {
    const innocent = [
      'honest',
      'good-bot',
      'signed-agent',
      'ai-browser',
      'mobile-device',
      'stale',
      'other-origin',
      'far-away',
      'replayed',
    ];
    const { suspect_score: score } = await play(name);
    if (name === 'partial') expect(score).toBeUndefined();
    else if ([...innocent, 'low-confidence', 'dual-stack'].includes(name)) expect(score).toBe(0);
    else expect(score).toBeGreaterThan(0);
  });

  test('is of a visitor who is in one place, unless an address hides it: nobody travels impossibly fast', async () => {
    const events = await Promise.all(scenarioNames.map((name) => play(name)));
    const seen = events.filter(({ vpn, proxy, ip_blocklist: list }) => !vpn && !proxy && !list?.tor_node);
    const places = new Map<string, Set<string>>();
    for (const { identification, ip_info: info } of seen) {
      const countries = places.get(identification.visitor_id) ?? new Set();
      for (const { geolocation } of Object.values<AnyEvent>(info ?? {}))
        countries.add(geolocation.country_code);
      places.set(identification.visitor_id, countries);
    }
    expect([...places.values()].filter(({ size }) => size > 1)).toEqual([]);
  });

  test('is as large as a real event', async () => {
    const size = JSON.stringify(await play()).length;
    expect(size).toBeGreaterThan(8_000);
    expect(size).toBeLessThan(12_000);
  });
});

describe('some scenarios', () => {
  test('far-away is on another continent than honest', async () => {
    const [far, near] = [await play('far-away'), await play()];
    const { continent_code: here } = near.ip_info.v4.geolocation;
    expect(far.ip_info.v4.geolocation.continent_code).not.toBe(here);
    expect(far.ip_address).not.toBe(near.ip_address);
  });

  test('dual-stack knows an address of each family, the others one', async () => {
    const event = await play('dual-stack');
    expect(event.ip_address).toBe(event.ip_info.v4.address);
    expect(event.ip_info.v6.address).toContain('2001:db8:');
    expect(Object.keys((await play()).ip_info)).toEqual(['v4']);
  });

  test('partial has no smart signal', async () => {
    const event = await play('partial');
    for (const field of 'bot vpn vpn_methods proxy tampering velocity ip_info incognito'.split(' ')) {
      expect(event).not.toHaveProperty(field);
    }
  });

  test.each(['rooted-phone', 'mobile-device'] as const)(
    '%s is an app: no page, no browser, no bot',
    async (name) => {
      const event = await play(name);
      for (const field of ['url', 'browser_details', 'bot', 'incognito'])
        expect(event).not.toHaveProperty(field);
      expect(event.package_name).toBe('example.shop');
    },
  );
});

describe('the visitor', () => {
  test('is the same in one browser, another in another', async () => {
    const visitor = async (name: ScenarioName) => (await play(name)).identification.visitor_id;
    const id = await visitor('honest');
    expect(id).toMatch(/^[0-9A-Za-z]{20}$/);
    expect(await visitor('incognito')).toBe(id);
    expect(await visitor('vpn')).toBe(id);
    expect(await visitor('bad-bot')).not.toBe(id);
    expect(await visitor('relay')).not.toBe(id);
  });
});

describe('any scenario with any overrides', () => {
  const overrides = fc.record(
    {
      timestamp: fc.integer({ min: 0, max: 9_999_999_999_999 }),
      ip_address: fc.oneof(fc.ipV4(), fc.ipV6()),
      url: fc.webUrl(),
      linked_id: fc.string(),
      tags: fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        fc.string(),
      ),
      vpn: fc.boolean(),
      proxy: fc.boolean(),
      tampering: fc.boolean(),
      virtual_machine: fc.boolean(),
      bot: fc.constantFrom('bad', 'good', 'not_detected'),
      incognito: fc.boolean(),
      suspect_score: fc.nat(),
    },
    { requiredKeys: [] },
  );

  test('is valid and coherent, and the overrides are in it', async () => {
    const emulator = await start({ now: () => NOW });
    const complete = fc.constantFrom(...scenarioNames.filter((name) => name !== 'partial'));
    await fc.assert(
      fc.asyncProperty(complete, overrides, async (scenario, changes) => {
        const before = structuredClone(changes);
        const { eventId } = await emulator.createEvent(scenario, changes);
        const event = await eventOf(emulator, eventId);
        expect(changes).toEqual(before);
        expect(event).toMatchObject(JSON.parse(JSON.stringify(changes)));
        const isApp = scenario === 'rooted-phone' || scenario === 'mobile-device';
        expectCoherent(isApp ? { ...event, bot: undefined } : event);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
