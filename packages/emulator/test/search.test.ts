import { describe, expect, jest, test } from '@jest/globals';
import type { Emulator, EventOverrides, ScenarioName } from '../src/index.js';
import { type AnyEvent, ask, askV3, start } from './client.js';
import { v3ErrorSchema, v4ErrorSchema } from './error-schemas.js';
import { expectValid } from './valid.js';

// A busy machine takes its time for this many requests.
jest.setTimeout(60_000);

const NOW = 1_750_000_000_000;
const DAY_MS = 86_400_000;

/** Events, each called by its event ID. */
const cast: Readonly<Record<string, readonly [ScenarioName, EventOverrides]>> = {
  honest: ['honest', { linked_id: 'u1', suspect: true, sdk: { version: '3.11.14' } }],
  bot: ['bad-bot', { environment_id: 'ae_other', ip_blocklist: { email_spam: true } }],
  crawler: ['good-bot', { url: 'https://shop.example:8443/a?b' }],
  hidden: ['vpn', { vpn_confidence: 'medium', suspect: null }],
  tampered: [
    'tampered',
    {
      developer_tools: true,
      privacy_settings: true,
      rare_device: true,
      rare_device_percentile_bucket: 'p99.9+',
    },
  ],
  phone: [
    'rooted-phone',
    {
      factory_reset_timestamp: 5,
      frida: true,
      cloned_app: true,
      emulator: true,
      location_spoofing: true,
      mitm_attack: true,
      active_call: true,
      bundle_id: 'b',
    },
  ],
  dual: [
    'dual-stack',
    { ip_address: '2001:db8:1::1', proximity: { id: 'p', precision_radius: 65, confidence: 1 } },
  ],
  incognito: ['incognito', { jailbroken: true, simulator: true }],
  proxy: ['proxy', { supplementary_id_high_recall: { visitor_id: 'recall' } }],
  machine: ['virtual-machine', { identification: { visitor_id: 'the_visitor-1' } }],
  tor: ['tor', {}],
  partial: ['partial', {}],
};
const all = Object.keys(cast);
const browsers = all.filter((name) => name !== 'partial');
const pages = browsers.filter((name) => name !== 'phone');

async function stage(): Promise<Emulator> {
  const emulator = await start({ now: () => NOW });
  for (const [event_id, [scenario, overrides]] of Object.entries(cast)) {
    await emulator.createEvent(scenario, { event_id, ...overrides });
  }
  return emulator;
}

const idsInV4 = ({ events }: AnyEvent): string[] => events.map((event: AnyEvent) => event.event_id);
const idsInV3 = ({ events }: AnyEvent): string[] =>
  events.map(({ products }: AnyEvent) => products.identification.data.requestId);

async function found(emulator: Emulator, generation: 'v3' | 'v4', query: string): Promise<string[]> {
  const response =
    generation === 'v4'
      ? await ask(emulator, `/v4/events?limit=100&${query}`)
      : await askV3(emulator, `/events/search?limit=100&${query}`);
  const body = await response.json();
  expect([response.status, body]).toEqual([200, expect.anything()]);
  return (generation === 'v4' ? idsInV4 : idsInV3)(body).sort();
}

const inBoth: [query: string, expected: string[]][] = [
  ['', all],
  ['visitor_id=the_visitor-1', ['machine']],
  ['bot=all', ['bot', 'crawler']],
  ['bot=good', ['crawler']],
  ['bot=bad', ['bot']],
  ['bot=none', pages.filter((name) => !['bot', 'crawler'].includes(name))],
  ['ip_address=192.0.2.0/24', ['hidden']],
  ['ip_address=192.0.2.130/32', ['hidden']],
  ['ip_address=0.0.0.0/0', all.filter((name) => name !== 'dual')],
  ['ip_address=2001:db8::/32', ['dual']],
  ['linked_id=u1', ['honest']],
  ['suspect=true', ['honest']],
  ['suspect=false', all.filter((name) => !['honest', 'hidden'].includes(name))],
  ['vpn=true', ['hidden']],
  ['vpn=false', browsers.filter((name) => name !== 'hidden')],
  ['virtual_machine=true', ['machine']],
  ['tampering=true', ['tampered']],
  ['anti_detect_browser=true', ['tampered']],
  ['incognito=true', ['incognito']],
  ['privacy_settings=true', ['tampered']],
  ['jailbroken=true', ['incognito']],
  ['frida=true', ['phone']],
  ['factory_reset=true', ['phone']],
  ['factory_reset=false', []],
  ['cloned_app=true', ['phone']],
  ['emulator=true', ['phone']],
  ['root_apps=true', ['phone']],
  ['vpn_confidence=medium', ['hidden']],
  ['min_suspect_score=8', ['bot', 'phone', 'tampered']],
  ['min_suspect_score=8.5', ['bot', 'phone', 'tampered']],
  ['developer_tools=true', ['tampered']],
  ['location_spoofing=true', ['phone']],
  ['mitm_attack=true', ['phone']],
  ['rare_device=true', ['tampered']],
  ['rare_device_percentile_bucket=p99.9%2B', ['tampered']],
  ['proxy=true', ['proxy']],
  ['sdk_version=3.11.14', ['honest']],
  ['sdk_platform=android', ['phone']],
  ['environment=ae_other', ['bot']],
  ['environment=ae_other&environment=ae_emulator00000000', all],
  ['proximity_id=p', ['dual']],
  ['vpn=false&bot=bad', ['bot']],
  ['vpn=true&bot=bad', []],
];

const inV4: [query: string, expected: string[]][] = [
  ['high_recall_id=recall', ['proxy']],
  ['bot_info=all', ['crawler']],
  ['bot_info=none', pages.filter((name) => !['bot', 'crawler'].includes(name))],
  ['bot_info_category=search_engine_crawler&bot_info_category=ai_agent', ['crawler']],
  ['bot_info_category=ai_agent', []],
  ['bot_info_identity=signed&bot_info_identity=verified', ['crawler']],
  ['bot_info_confidence=high', ['crawler']],
  ['bot_info_confidence=low', []],
  ['bot_info_provider=Google', ['crawler']],
  ['bot_info_name=Googlebot', ['crawler']],
  ['ip_address=192.0.2.130', ['hidden']],
  ['ip_address=2001:db8:1:0::1', ['dual']],
  ['asn=64502', ['hidden']],
  ['url=https://shop.example:8443/a?b', ['crawler']],
  ['origin=https://shop.example:8443', ['crawler']],
  ['bundle_id=b', ['phone']],
  ['package_name=example.shop', ['phone']],
  ['tor_node=true', ['tor']],
  ['incremental_identification_status=partially_completed', ['partial']],
  ['simulator=true', ['incognito']],
  ['active_call=true', ['phone']],
  ['source=edge', []],
];

const inV3: [query: string, expected: string[]][] = [
  ['ip_blocklist=true', ['bot']],
  ['ip_blocklist=false', browsers.filter((name) => name !== 'bot')],
  ['datacenter=true', ['hidden']],
  ['datacenter=false', browsers.filter((name) => name !== 'hidden')],
  ['proximity_precision_radius=65', ['dual', 'phone']],
  ['environment[]=ae_other&environment[]=ae_nothing', ['bot']],
];

const cases = [
  ...inBoth.flatMap(([query, ids]) => [['v3', query, ids] as const, ['v4', query, ids] as const]),
  ...inV4.map(([query, ids]) => ['v4', query, ids] as const),
  ...inV3.map(([query, ids]) => ['v3', query, ids] as const),
];

test('every filter finds what it says, in each generation', async () => {
  const emulator = await stage();
  for (const [generation, query, expected] of cases) {
    const ids = await found(emulator, generation, query);
    expect([generation, query, ids]).toEqual([generation, query, [...expected].sort()]);
  }
});

test('a device that was never reset is found as such', async () => {
  const emulator = await start({ now: () => NOW });
  await emulator.createEvent('rooted-phone', { event_id: 'never' });
  await emulator.createEvent('honest');
  expect(await found(emulator, 'v4', 'factory_reset=true')).toEqual([]);
  expect(await found(emulator, 'v3', 'factory_reset=false')).toEqual(['never']);
});

test('an event of the edge is found by source only', async () => {
  const emulator = await start({ now: () => NOW });
  await emulator.createEvent('honest', { event_id: 'edge', source: 'edge' });
  expect(await found(emulator, 'v4', '')).toEqual([]);
  expect(await found(emulator, 'v4', 'source=edge')).toEqual(['edge']);
});

describe('an invalid query', () => {
  const flags =
    'suspect vpn virtual_machine tampering anti_detect_browser incognito privacy_settings jailbroken frida factory_reset cloned_app emulator root_apps developer_tools location_spoofing mitm_attack rare_device proxy';
  const words = 'vpn_confidence rare_device_percentile_bucket sdk_platform min_suspect_score';
  const both: [query: string, message: string][] = [
    ['limit=0', 'invalid limit'],
    ['limit=-1', 'invalid limit'],
    ['limit=a', 'invalid limit'],
    ['limit=1.5', 'invalid limit'],
    ['pagination_key=%21', 'invalid pagination key'],
    ['visitor_id=a%20b', 'invalid visitor id'],
    ['visitor_id=', 'invalid visitor id'],
    ['bot=any', 'invalid bot type'],
    ['ip_address=nowhere', 'invalid ip address'],
    ['ip_address=10.0.0.0/33', 'invalid ip address'],
    ['ip_address=10.0.0.0/', 'invalid ip address'],
    [`linked_id=${'x'.repeat(257)}`, "linked_id can't be greater than 256 characters long"],
    ['start=soon', 'invalid start time'],
    ['end=soon', 'invalid end time'],
    ['reverse=1', 'invalid reverse param'],
    ['colour=red', 'unknown query parameter "colour"'],
    ['vpn=true&vpn=false', 'vpn is given more than once'],
    ...[...flags.split(' '), ...words.split(' ')].map((name): [string, string] => [
      `${name}=x`,
      `invalid ${name} param`,
    ]),
  ];
  const v4Only: [query: string, message: string][] = [
    ['limit=101', 'invalid limit'],
    ['total_hits=0', 'invalid total_hits param'],
    ['total_hits=1001', 'invalid total_hits param'],
    ['start=2025-06-15', 'invalid start time'],
    ['end=2025-13-15T00:00:00Z', 'invalid end time'],
    ['environment[]=a', 'unknown query parameter "environment[]"'],
    ['datacenter=true', 'unknown query parameter "datacenter"'],
    ...'bot_info bot_info_category bot_info_identity bot_info_confidence tor_node simulator active_call source incremental_identification_status'
      .split(' ')
      .map((name): [string, string] => [`${name}=x`, `invalid ${name} param`]),
  ];
  const v3Only: [query: string, message: string][] = [
    ['ip_address=192.0.2.130', 'invalid ip address'],
    ['start=2025-06-15T00:00:00Z', 'invalid start time'],
    ['ip_blocklist=x', 'invalid ip_blocklist param'],
    ['datacenter=x', 'invalid datacenter param'],
    ['proximity_precision_radius=66', 'invalid proximity_precision_radius param'],
    ['asn=1', 'unknown query parameter "asn"'],
    ['total_hits=1', 'unknown query parameter "total_hits"'],
  ];

  test('is refused by v4', async () => {
    const emulator = await start();
    for (const [query, message] of [...both, ...v4Only]) {
      const response = await ask(emulator, `/v4/events?${query}`);
      const body = await response.json();
      expectValid(v4ErrorSchema, body);
      expect([query, response.status, body]).toEqual([
        query,
        400,
        { error: { code: 'request_cannot_be_parsed', message } },
      ]);
    }
  });

  test('is refused by v3', async () => {
    const emulator = await start();
    for (const [query, message] of [...both, ...v3Only]) {
      const response = await askV3(
        emulator,
        `/events/search?${query.startsWith('limit') ? '' : 'limit=5&'}${query}`,
      );
      const body = await response.json();
      expectValid(v3ErrorSchema, body);
      expect([query, response.status, body]).toEqual([
        query,
        400,
        { error: { code: 'RequestCannotBeParsed', message } },
      ]);
    }
    const missing = await askV3(emulator, '/events/search');
    expect([missing.status, await missing.json()]).toMatchObject([
      400,
      { error: { message: 'invalid limit' } },
    ]);
  });
});

describe('time and pages', () => {
  async function atTimes(times: readonly number[]): Promise<Emulator> {
    const emulator = await start({ now: () => NOW });
    for (const [index, timestamp] of times.entries()) {
      await emulator.createEvent('honest', { event_id: `e${index}`, timestamp });
    }
    return emulator;
  }

  test.each(['v3', 'v4'] as const)('the last seven days, both ends included, in %s', async (generation) => {
    const emulator = await atTimes([NOW, NOW - 7 * DAY_MS, NOW - 7 * DAY_MS - 1, NOW + 1]);
    expect(await found(emulator, generation, '')).toEqual(['e0', 'e1']);
    expect(await found(emulator, generation, `start=${NOW - 8 * DAY_MS}`)).toEqual(['e0', 'e1', 'e2']);
    expect(await found(emulator, generation, `end=${NOW - 1}`)).toEqual(['e1']);
    expect(await found(emulator, generation, `end=${NOW + 1}`)).toEqual(['e0', 'e1', 'e3']);
  });

  test('dates in v4', async () => {
    const emulator = await atTimes([Date.UTC(2025, 5, 15), Date.UTC(2025, 5, 14)]);
    expect(await found(emulator, 'v4', 'start=2025-06-15T02:00:00%2B02:00')).toEqual(['e0']);
    expect(await found(emulator, 'v4', 'end=2025-06-14T00:00:00.000Z')).toEqual(['e1']);
  });

  test.each([
    ['v4', false],
    ['v4', true],
    ['v3', false],
    ['v3', true],
  ] as const)(
    '%s goes through all pages, reversed: %s, also where many have one time',
    async (generation, reverse) => {
      const emulator = await atTimes([NOW - 5, NOW - 3, NOW - 3, NOW - 3, NOW - 1, NOW]);
      const ids: string[] = [];
      const sizes: number[] = [];
      let key = '';
      do {
        const path = generation === 'v4' ? '/v4/events' : '/events/search';
        const asked = generation === 'v4' ? ask : askV3;
        const query = `limit=2&reverse=${reverse}${key && `&pagination_key=${key}`}`;
        const page = (await (await asked(emulator, `${path}?${query}`)).json()) as AnyEvent;
        const own = (generation === 'v4' ? idsInV4 : idsInV3)(page);
        ids.push(...own);
        sizes.push(own.length);
        key = page.pagination_key ?? page.paginationKey ?? '';
      } while (key !== '');
      const oldestFirst = ['e0', 'e1', 'e2', 'e3', 'e4', 'e5'];
      expect(ids).toEqual(reverse ? oldestFirst : oldestFirst.reverse());
      expect(sizes).toEqual([2, 2, 2]);
    },
  );

  test('a page does not move when events are added', async () => {
    const emulator = await atTimes([NOW - 3, NOW - 2, NOW - 1]);
    const first = (await (await ask(emulator, '/v4/events?limit=1')).json()) as AnyEvent;
    await emulator.createEvent();
    const query = `limit=1&pagination_key=${first.pagination_key}`;
    const second = (await (await ask(emulator, `/v4/events?${query}`)).json()) as AnyEvent;
    expect(idsInV4(second)).toEqual(['e1']);
  });

  test('the key of v3 is the time of the last event', async () => {
    const emulator = await atTimes([NOW - 3, NOW - 2]);
    const page = (await (await askV3(emulator, '/events/search?limit=1')).json()) as AnyEvent;
    expect(page.paginationKey).toBe(String(NOW - 2));
  });

  test('ten events and no count in v4 unless asked', async () => {
    const emulator = await atTimes(Array.from({ length: 12 }, (_, index) => NOW - index));
    const page = async (query: string) =>
      (await (await ask(emulator, `/v4/events?${query}`)).json()) as AnyEvent;
    const usual = await page('');
    expect([usual.events.length, usual.total_hits]).toEqual([10, undefined]);
    expect((await page('total_hits=100&limit=1')).total_hits).toBe(12);
    expect((await page('total_hits=5')).total_hits).toBe(5);
    expect((await page('total_hits=5&linked_id=nobody')).total_hits).toBe(0);
  });

  test('at most a thousand events a page in v3', async () => {
    const emulator = await start({ now: () => NOW });
    for (let index = 0; index < 1001; index += 1) await emulator.createEvent('partial');
    const response = await askV3(emulator, '/events/search?limit=2147483647');
    const page = (await response.json()) as AnyEvent;
    expect([page.events.length, typeof page.paginationKey]).toEqual([1000, 'string']);
  });

  test('no rule action is returned without its ruleset', async () => {
    const emulator = await start({ now: () => NOW });
    await emulator.createEvent('honest', { rule_action: { type: 'block', ruleset_id: 'rs_1' } });
    const page = (await (await ask(emulator, '/v4/events')).json()) as AnyEvent;
    expect(page.events[0]).not.toHaveProperty('rule_action');
  });
});
