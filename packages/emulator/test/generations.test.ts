import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Emulator, type EventOverrides, type ScenarioName, scenarioNames } from '../src/index.js';
import { type AnyEvent, ask, askV3, eventOf, start } from './client.js';
import { dataOf, iso, saidByV3, saidByV4 } from './said-by.js';
import { v3EventSchema, v3SearchSchema, v3VisitsSchema, visits2019Schema } from './v3-schemas.js';
import { expectValid } from './valid.js';

const NOW = 1_750_000_000_123;
async function inV3(emulator: Emulator, eventId: string): Promise<AnyEvent> {
  return (await askV3(emulator, `/events/${eventId}`)).json();
}

async function visitsOf(emulator: Emulator, visitorId: string): Promise<[v3: AnyEvent, in2019: AnyEvent]> {
  const v3 = await (await askV3(emulator, `/visitors/${visitorId}`)).json();
  const in2019 = await ask(emulator, `/visitors/${visitorId}`, {
    headers: { 'auth-token': emulator.secretApiKey },
  });
  return [v3, await in2019.json()];
}

describe.each(scenarioNames)('the scenario %s', (name) => {
  test('is the same event in every generation, and valid in each', async () => {
    const emulator = await start({ now: () => NOW });
    const { eventId, visitorId } = await emulator.createEvent(name, { linked_id: 'u1' });
    const [v4, v3] = [await eventOf(emulator, eventId), await inV3(emulator, eventId)];
    expectValid(v3EventSchema, v3);
    expect(saidByV3(v3)).toEqual(saidByV4(v4));
    const [visits, visits2019] = await visitsOf(emulator, visitorId);
    expectValid(v3VisitsSchema, visits);
    expectValid(visits2019Schema, visits2019);
    const { visitorId: _, suspect, replayed, sdk, environmentId, ...visit } = dataOf(v3).identification;
    expect(visits).toEqual({ visitorId, visits: [visit] });
    const { browserDetails, incognito, ip, ipLocation, linkedId, time, timestamp, url } = visit;
    const botProbability = v4.bot === undefined ? {} : { botProbability: v4.bot === 'bad' ? 1 : 0 };
    expect(visits2019).toEqual({
      visitorId,
      visits: [
        {
          browserDetails: { ...browserDetails, ...botProbability },
          incognito,
          ip,
          linkedId,
          time: `${time.slice(0, 19)}.000Z`,
          timestamp,
          url,
          ...(ipLocation && { ipLocation }),
        },
      ],
    });
  });
});

test('fields that v4 lacks are missing in v3 too, except those that v3 always has', async () => {
  const emulator = await start({ now: () => NOW });
  const app = await emulator.createEvent('rooted-phone');
  expect(dataOf(await inV3(emulator, app.eventId)).identification).toMatchObject({
    url: '',
    incognito: false,
    browserDetails: { browserName: 'Other', browserMajorVersion: '', os: 'Android', device: 'Pixel 7' },
  });
  const partial = await emulator.createEvent('partial');
  expect(Object.keys((await inV3(emulator, partial.eventId)).products)).toEqual(['identification']);
  const bare = await emulator.createEvent('honest', {
    identification: null,
    vpn: null,
    ip_blocklist: { tor_node: null },
  });
  const data = dataOf(await inV3(emulator, bare.eventId));
  for (const name of ['identification', 'vpn', 'tor']) expect(data).not.toHaveProperty(name);
  expect(data.botd.requestId).toBe(bare.eventId);
  expect(data.ipBlocklist.result).toBe(false);
});

test('the location is that of the address the event came from', async () => {
  const emulator = await start({ now: () => NOW });
  const cityOf = async (scenario: ScenarioName, overrides: EventOverrides) => {
    const { eventId } = await emulator.createEvent(scenario, overrides);
    return dataOf(await inV3(emulator, eventId)).identification.ipLocation.city.name;
  };
  const elsewhere = { geolocation: { city_name: 'Elsewhere' } };
  expect(await cityOf('dual-stack', { ip_info: { v6: elsewhere } })).toBe('Berlin');
  expect(await cityOf('dual-stack', { ip_address: '2001:db8::9', ip_info: { v4: elsewhere } })).toBe(
    'Berlin',
  );
  const own = '203.0.113.24';
  const swapped = { v4: { address: '192.0.2.1' }, v6: { ...elsewhere, address: own } };
  expect(await cityOf('dual-stack', { ip_address: own, ip_info: swapped })).toBe('Elsewhere');
});

test('lists, labels, proximity and a factory reset have their names in v3', async () => {
  const emulator = await start({ now: () => NOW });
  const { eventId } = await emulator.createEvent('rooted-phone', {
    ip_blocklist: { attack_source: true },
    labels: [{ label: 'fraud', prediction: true, ml_score: 0.9 }],
    proximity: { id: 'p', precision_radius: 65, confidence: 0.5 },
    factory_reset_timestamp: NOW,
    vpn_origin_country: 'DE',
    velocity: { distinct_linked_id: null, events: { '24_hours': null } },
  });
  const event = await inV3(emulator, eventId);
  expectValid(v3EventSchema, event);
  expect(dataOf(event)).toMatchObject({
    ipBlocklist: { result: true, details: { emailSpam: false, attackSource: true } },
    labels: [{ label: 'fraud', prediction: true, mlScore: 0.9 }],
    proximity: { id: 'p', precisionRadius: 65, confidence: 0.5 },
    factoryReset: { time: iso(NOW), timestamp: NOW },
    vpn: { originCountry: 'DE' },
    velocity: { distinctLinkedId: {}, events: { intervals: { '5m': 1, '1h': 2 } } },
  });
  expect(dataOf(event).velocity.events.intervals).not.toHaveProperty('24h');
});

test.each([['soon'], [8_640_000_000_000_001], [true]])(
  'a timestamp of %s breaks nothing',
  async (timestamp) => {
    const emulator = await start({ now: () => NOW });
    const { eventId, visitorId } = await emulator.createEvent('honest', {
      timestamp,
      ip_info: 'x',
      velocity: 3,
      labels: 'x',
    });
    const { identification } = dataOf(await inV3(emulator, eventId));
    expect(identification.timestamp).toBe(timestamp);
    expect(identification).not.toHaveProperty('time');
    expect((await visitsOf(emulator, visitorId)).map(({ visits }) => visits.length)).toEqual([1, 1]);
  },
);

test('any scenario with any overrides says the same in v3 and v4, and is valid', async () => {
  const emulator = await start({ now: () => NOW });
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
      vpn: fc.option(fc.boolean()),
      proxy: fc.option(fc.boolean()),
      tampering: fc.option(fc.boolean()),
      virtual_machine: fc.option(fc.boolean()),
      bot: fc.option(fc.constantFrom('bad', 'good', 'not_detected')),
      incognito: fc.option(fc.boolean()),
      suspect_score: fc.option(fc.nat()),
      velocity: fc.constantFrom(null, {}),
      ip_info: fc.constantFrom(null, {}),
      ip_blocklist: fc.constantFrom(null, { email_spam: true }),
      jailbroken: fc.boolean(),
      factory_reset_timestamp: fc.nat(),
    },
    { requiredKeys: [] },
  );
  const complete = fc.constantFrom(...scenarioNames.filter((name) => name !== 'partial'));
  await fc.assert(
    fc.asyncProperty(complete, overrides, async (scenario, changes) => {
      emulator.reset();
      const { eventId, visitorId } = await emulator.createEvent(scenario, changes);
      const [v4, v3] = [await eventOf(emulator, eventId), await inV3(emulator, eventId)];
      expectValid(v3EventSchema, v3);
      // A signal without its result is no signal of v3; what else is known of it has no place there.
      for (const [signal, details] of [
        ['vpn', ['vpn_confidence', 'vpn_ml_score', 'vpn_origin_timezone', 'vpn_methods']],
        ['proxy', ['proxy_confidence', 'proxy_ml_score', 'proxy_details']],
        ['tampering', ['tampering_confidence', 'tampering_ml_score', 'tampering_details']],
        ['bot', ['bot_type']],
      ] as const) {
        if (v4[signal] === undefined) for (const detail of details) delete v4[detail];
      }
      expect(saidByV3(v3)).toEqual(saidByV4(v4));
      const [visits, visits2019] = await visitsOf(emulator, visitorId);
      expectValid(v3VisitsSchema, visits);
      expectValid(visits2019Schema, visits2019);
      expectValid(
        v3SearchSchema,
        await (await askV3(emulator, `/events/search?limit=3&start=0&visitor_id=${visitorId}`)).json(),
      );
    }),
    { numRuns: 100 },
  );
}, 60_000);
