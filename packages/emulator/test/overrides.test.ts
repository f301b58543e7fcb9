import { describe, expect, test } from '@jest/globals';
import type { EventOverrides, ScenarioName } from '../src/index.js';
import { type AnyEvent, eventOf, start } from './client.js';

async function play(overrides: EventOverrides, scenario?: ScenarioName): Promise<AnyEvent> {
  const emulator = await start({ now: () => 1_750_000_000_000 });
  const { eventId } = await emulator.createEvent(scenario, overrides);
  return eventOf(emulator, eventId);
}

describe('overrides', () => {
  test('merge deeply and keep the rest', async () => {
    const plain = await play({});
    const event = await play({
      identification: { confidence: { score: 0.4 } },
      ip_info: { v4: { geolocation: { city_name: 'Potsdam' } } },
      labels: [{ label: 'fraud', prediction: true }],
    });
    expect(event.identification).toEqual({
      ...plain.identification,
      confidence: { ...plain.identification.confidence, score: 0.4 },
    });
    expect(event.ip_info.v4.geolocation).toEqual({ ...plain.ip_info.v4.geolocation, city_name: 'Potsdam' });
    expect(event.labels).toEqual([{ label: 'fraud', prediction: true }]);
  });

  test('remove what is null, however deep, also within what they add', async () => {
    const event = await play({
      vpn: null,
      ip_info: { v4: { geolocation: { timezone: null }, asn: null } },
      proximity: { id: 'p', confidence: null },
      identification: { confidence: null },
    });
    expect(event).not.toHaveProperty('vpn');
    expect(event.ip_info.v4).not.toHaveProperty('asn');
    expect(event.ip_info.v4.geolocation).not.toHaveProperty('timezone');
    expect(event.ip_info.v4.geolocation.country_code).toBe('DE');
    expect(event.proximity).toEqual({ id: 'p' });
    expect(Object.keys(event.identification)).toEqual([
      'visitor_id',
      'visitor_found',
      'first_seen_at',
      'last_seen_at',
    ]);
  });

  test('may contain impossible values', async () => {
    const event = await play({
      timestamp: 'soon',
      bot: 7,
      ip_address: 'nowhere',
      vpn: 'yes',
      new_field: [null],
    });
    expect(event).toMatchObject({ timestamp: 'soon', bot: 7, ip_address: 'nowhere', vpn: 'yes' });
    expect(event.new_field).toEqual([null]);
    expect(event.event_id).toMatch(/^1750000000000\./);
  });

  test('are never changed', async () => {
    const overrides = Object.freeze({ tags: Object.freeze({ a: null, b: 1 }), timestamp: 5 });
    await play(overrides);
    expect(overrides).toEqual({ tags: { a: null, b: 1 }, timestamp: 5 });
  });

  test('are harmless with hostile keys', async () => {
    const hostile =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"labels":[{"__proto__":{"polluted":1}}],"tags":{"__proto__":{"polluted":1},"toString":{"x":1}}}';
    const event = await play(JSON.parse(hostile));
    expect(({} as AnyEvent).polluted).toBeUndefined();
    expect(event.polluted).toBeUndefined();
    expect(event.tags.polluted).toBeUndefined();
    expect(Object.keys(event.labels[0])).toEqual([]);
    expect(event.tags).toEqual({ toString: { x: 1 } });
    expect(event.constructor).toEqual({ prototype: { polluted: 1 } });
  });

  test.each<[string, unknown]>([
    ['a list', []],
    ['a text', 'honest'],
    ['null', null],
    ['a cycle', cycle()],
    ['a BigInt', { timestamp: 1n }],
  ])('are refused when they are %s', async (_, overrides) => {
    const emulator = await start();
    await expect(emulator.createEvent('honest', overrides as EventOverrides)).rejects.toMatchObject({
      code: 'ERR_FP_EMULATOR',
      message: expect.stringContaining('overrides'),
    });
  });
});

function cycle(): object {
  const self: Record<string, unknown> = {};
  self.tags = self;
  return self;
}

describe('what follows an override', () => {
  test('of timestamp: the ID and when the visitor was seen', async () => {
    const event = await play({ timestamp: 1_600_000_000_000 }, 'stale');
    expect(event.event_id).toMatch(/^1600000000000\./);
    expect(event.timestamp).toBe(1_600_000_000_000);
    expect(event.identification.last_seen_at).toBe(1_600_000_000_000 - 86_400_000);
  });

  test('of ip_address: the networks, of the same family and in the same place', async () => {
    const v4 = await play({ ip_address: '198.51.100.9' });
    expect(v4.ip_info.v4).toMatchObject({ address: '198.51.100.9', asn_network: '198.51.100.0/24' });
    const v6 = await play({ ip_address: '2001:db8:1:2::3' });
    expect(v6.ip_info).toMatchObject({ v6: { address: '2001:db8:1:2::3', asn_network: '2001:db8::/32' } });
    expect(v6.ip_info).not.toHaveProperty('v4');
    expect(v6.ip_info.v6.geolocation).toEqual(v4.ip_info.v4.geolocation);
  });

  test.each([
    ['127.0.0.1', { v4: { address: '127.0.0.1', asn_network: '127.0.0.0/8' } }],
    ['::1', { v6: { address: '::1', asn_network: '::1/128' } }],
    ['::ffff:127.0.0.1', { v4: { address: '127.0.0.1', asn_network: '127.0.0.0/8' } }],
    ['fe80::1%eth0', { v6: { address: 'fe80::1', asn_network: 'fe80::/32' } }],
  ])('of ip_address by %s, one of a local network', async (address, info) => {
    const event = await play({ ip_address: address });
    expect(event.ip_address).toBe(address);
    expect(event.ip_info).toMatchObject(info);
  });

  test('of ip_address in a dual-stack visit: its family, while the other stays', async () => {
    const local = await play({ ip_address: '127.0.0.1' }, 'dual-stack');
    expect([local.ip_info.v4.address, local.ip_info.v6.address]).toEqual(['127.0.0.1', '::1']);
    const v6 = await play({ ip_address: '2001:db8::9' }, 'dual-stack');
    expect([v6.ip_info.v4.address, v6.ip_info.v6.address]).toEqual(['203.0.113.24', '2001:db8::9']);
  });

  test('of ip_address where a scenario is about the place: the address, not the place', async () => {
    const event = await play({ ip_address: '127.0.0.1' }, 'far-away');
    expect(event.ip_info.v4).toMatchObject({ address: '127.0.0.1', geolocation: { country_code: 'BR' } });
  });

  test.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
      'Safari',
      '18',
      'iOS',
      '18.6',
      'iPhone',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge',
      '140',
      'Windows',
      '10',
      'Other',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
      'Firefox',
      '142',
      'Linux',
      '',
      'Other',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      'Chrome',
      '140',
      'Android',
      '15',
      'Pixel 9',
    ],
    ['curl/8.5.0', 'Other', '', 'Other', '', 'Other'],
  ])(
    'of user_agent: browser, system and device of %s',
    async (userAgent, name, major, os, version, device) => {
      const event = await play({ user_agent: userAgent });
      expect(event.browser_details).toMatchObject({
        browser_name: name,
        browser_major_version: major,
        os,
        os_version: version,
        device,
      });
      expect(event).toMatchObject({ user_agent: userAgent, os, os_version: version, device });
      expect(event.identification.visitor_id).not.toBe((await play({})).identification.visitor_id);
    },
  );

  test('of a result: its details', async () => {
    expect(await play({ vpn: true })).toMatchObject({ vpn_methods: { public_vpn: true } });
    expect(await play({ vpn_methods: { relay: true } })).toMatchObject({ vpn: true });
    const elsewhere = await play({ vpn_methods: { timezone_mismatch: true } });
    expect(elsewhere.vpn_origin_timezone).not.toBe(elsewhere.ip_info.v4.geolocation.timezone);
    expect((await play({ vpn: false }, 'vpn')).vpn_methods.public_vpn).toBe(false);
    expect((await play({ vpn_methods: { public_vpn: false, timezone_mismatch: false } }, 'vpn')).vpn).toBe(
      false,
    );
    expect((await play({ proxy: true })).proxy_details.proxy_type).toBe('residential');
    expect(await play({ proxy: false }, 'proxy')).not.toHaveProperty('proxy_details');
    expect(await play({ bot: 'not_detected' }, 'good-bot')).not.toHaveProperty('bot_info');
  });

  test('yields to explicit overrides', async () => {
    const event = await play({
      timestamp: 1_600_000_000_000,
      event_id: 'mine',
      ip_address: '198.51.100.9',
      ip_info: { v4: { address: '192.0.2.1' } },
      identification: { visitor_id: 'v', last_seen_at: 1 },
    });
    expect(event).toMatchObject({
      event_id: 'mine',
      ip_info: { v4: { address: '192.0.2.1', asn_network: '198.51.100.0/24' } },
      identification: { visitor_id: 'v', last_seen_at: 1 },
    });
  });
});

describe('what createEvent returns', () => {
  test('is the overridden IDs, or those removed from the event', async () => {
    const emulator = await start();
    const mine = await emulator.createEvent('honest', {
      event_id: 'mine',
      identification: { visitor_id: 'v' },
    });
    expect(mine).toMatchObject({ eventId: 'mine', visitorId: 'v' });
    const none = await emulator.createEvent('honest', { event_id: null, identification: null });
    expect(none.visitorId).toBe((await emulator.createEvent()).visitorId);
    expect(await eventOf(emulator, none.eventId)).not.toHaveProperty('event_id');
  });

  test('replaces an event of the same ID', async () => {
    const emulator = await start();
    await emulator.createEvent('honest', { event_id: 'mine' });
    await emulator.createEvent('incognito', { event_id: 'mine' });
    expect((await eventOf(emulator, 'mine')).incognito).toBe(true);
  });

  test('is an error for an unknown scenario, which lists the known ones', async () => {
    const emulator = await start();
    for (const name of ['honset', '__proto__', 'constructor', 7]) {
      await expect(emulator.createEvent(name as ScenarioName)).rejects.toMatchObject({
        code: 'ERR_FP_EMULATOR',
        message: expect.stringMatching(/known scenarios: honest, bad-bot, .*, partial$/),
      });
    }
  });
});
