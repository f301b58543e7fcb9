import { afterEach, describe, expect, test } from '@jest/globals';
import { type ApiVersion, type Auth, createServerApi, type ServerApi } from '../../src/index.js';
import { useUpstream, type WireRequest } from '../support/upstream.js';

const upstream = useUpstream();
const KEY = 's3cret+/=&';
const ID = '1767323045678.abcDEF';
const VISITOR = 'Ab3dEf5hIj7lMn9pQr1t';
const TIME = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const ISO = '2026-01-02T03:04:05.678Z';

const apis: ServerApi[] = [];
afterEach(() => Promise.all(apis.splice(0).map((api) => api.close())));

type Row = [what: string, version: ApiVersion, body: unknown, call: (api: ServerApi) => Promise<unknown>];

const bodies: Record<ApiVersion, { event: object; page: object; visits: object }> = {
  v4: {
    event: { event_id: ID, timestamp: TIME, identification: { visitor_id: VISITOR } },
    page: {
      events: [{ event_id: ID, identification: { visitor_id: VISITOR } }],
      pagination_key: 'next',
      total_hits: 7,
    },
    visits: {},
  },
  v3: {
    event: { products: { identification: { data: { requestId: ID, timestamp: TIME, visitorId: VISITOR } } } },
    page: { events: [{ products: { identification: { data: { requestId: ID } } } }], paginationKey: 'next' },
    visits: {
      events: [{ products: { identification: { data: { requestId: ID, visitorId: VISITOR } } } }],
      paginationKey: 'next',
    },
  },
  '2019': {
    event: {},
    page: {},
    visits: { visitorId: VISITOR, visits: [{ time: ISO, ip: '203.0.113.7' }] },
  },
};

/** Makes one call, and returns what came over the wire and what the call brought. */
async function over<T>(
  apiVersion: ApiVersion,
  body: unknown,
  call: (api: ServerApi) => Promise<T>,
  auth: Auth = 'header',
): Promise<{ request: WireRequest; result: T }> {
  const { url, requests } = await upstream.answering({ body });
  const api = createServerApi({ apiKey: KEY, apiVersion, auth, baseUrl: `${url}/proxy/` });
  apis.push(api);
  const result = await call(api);
  expect(requests).toHaveLength(1);
  return { request: requests[0] as WireRequest, result };
}

describe('a call becomes one request', () => {
  const { v4, v3, '2019': first } = bodies;
  test.each<[...Row, line: string]>([
    ['an event', 'v4', v4.event, (api) => api.getEvent(ID), `GET /v4/events/${ID}`],
    [
      'an event by a ruleset',
      'v4',
      v4.event,
      (api) => api.getEvent(ID, { rulesetId: 'r s&1' }),
      `GET /v4/events/${ID}?ruleset_id=r+s%261`,
    ],
    ['an event', 'v3', v3.event, (api) => api.getEvent(ID), `GET /events/${ID}`],
    ['a search', 'v4', v4.page, (api) => api.searchEvents(), 'GET /v4/events'],
    ['a search', 'v3', v3.page, (api) => api.searchEvents(), 'GET /events/search?limit=10'],
    [
      'a history',
      'v4',
      v4.page,
      (api) => api.getVisitorHistory(VISITOR, { linkedId: 'user', limit: 3 }),
      `GET /v4/events?linked_id=user&limit=3&visitor_id=${VISITOR}`,
    ],
    [
      'a history',
      'v3',
      v3.visits,
      (api) =>
        api.getVisitorHistory(VISITOR, { limit: 3, paginationKey: 'a.b', linkedId: 'user', start: TIME }),
      `GET /events/search?limit=3&pagination_key=a.b&linked_id=user&start=${TIME}&visitor_id=${VISITOR}`,
    ],
    [
      'a history',
      '2019',
      first.visits,
      (api) => api.getVisitorHistory(VISITOR, { limit: 3, before: TIME }),
      `GET /visitors/${VISITOR}?limit=3&before=${TIME}`,
    ],
    ['a deletion', 'v4', '', (api) => api.deleteVisitor(VISITOR), `DELETE /v4/visitors/${VISITOR}`],
    ['a deletion', 'v3', '', (api) => api.deleteVisitor(VISITOR), `DELETE /visitors/${VISITOR}`],
    [
      'related visitors',
      'v3',
      { relatedVisitors: [] },
      (api) => api.getRelatedVisitors(`${VISITOR}&a=b`),
      `GET /related-visitors?visitor_id=${VISITOR}%26a%3Db`,
    ],
  ])('%s of %s', async (_what, version, body, call, line) => {
    const { request } = await over(version, body, call);
    expect(`${request.method} ${request.target}`).toBe(line.replace(' ', ' /proxy'));
    expect(request.body).toBe('');
    expect(request.headers['content-type']).toBeUndefined();
  });

  test.each<[ApiVersion, string, object]>([
    ['v4', `PATCH /proxy/v4/events/${ID}`, { linked_id: 'ü', tags: { a: [1] }, suspect: false }],
    ['v3', `PUT /proxy/events/${ID}`, { linkedId: 'ü', tag: { a: [1] }, suspect: false }],
  ])('a change of %s', async (version, line, body) => {
    const patch = { linkedId: 'ü', tags: { a: [1] }, suspect: false };
    const { request, result } = await over(version, undefined, (api) => api.updateEvent(ID, patch));
    expect(`${request.method} ${request.target}`).toBe(line);
    expect(JSON.parse(request.body)).toEqual(body);
    expect(request.headers['content-type']).toBe('application/json');
    expect(result).toBeUndefined();
  });

  test('a change leaves out what is undefined', async () => {
    const { request } = await over('v4', undefined, (api) =>
      api.updateEvent(ID, { suspect: true, tags: undefined }),
    );
    expect(request.body).toBe('{"suspect":true}');
  });

  test.each<[ApiVersion, string]>([
    ['v4', `${TIME - 1}&end=2026-01-02T03%3A04%3A05.678Z`],
    ['v3', `${TIME - 1}&end=${TIME}`],
  ])("a filter is spelled as %s's", async (version, times) => {
    const filter = {
      limit: 5,
      visitorId: VISITOR,
      ipAddress: '203.0.113.0/24',
      environment: ['ae_1', 'ae 2'],
      vpnConfidence: 'high',
      minSuspectScore: 1.5,
      rareDevicePercentileBucket: 'p99.9+',
      suspect: false,
      linkedId: undefined,
      ofTomorrow: 'x',
      snake_case: 'y',
      source: [],
      start: TIME - 1,
      end: new Date(TIME),
    } as const;
    const { request } = await over(version, bodies[version].page, (api) => api.searchEvents(filter));
    expect(request.target.slice(request.target.indexOf('?') + 1)).toBe(
      `limit=5&visitor_id=${VISITOR}&ip_address=203.0.113.0%2F24&environment=ae_1&environment=ae+2&vpn_confidence=high` +
        `&min_suspect_score=1.5&rare_device_percentile_bucket=p99.9%2B&suspect=false&of_tomorrow=x&snake_case=y&start=${times}`,
    );
  });
});

describe('the key', () => {
  const call = (api: ServerApi) => api.getVisitorHistory(VISITOR);
  test.each<[ApiVersion, string, string]>([
    ['v4', 'authorization', `Bearer ${KEY}`],
    ['v3', 'auth-api-key', KEY],
    ['2019', 'auth-token', KEY],
  ])('of %s goes in the header %s', async (version, header, value) => {
    const { request } = await over(version, version === 'v4' ? bodies.v4.page : bodies[version].visits, call);
    expect(request.headers[header]).toBe(value);
    const others = ['authorization', 'auth-api-key', 'auth-token'].filter((name) => name !== header);
    for (const name of others) expect(request.headers[name]).toBeUndefined();
    expect(request.target).not.toContain('s3cret');
  });

  test.each<[ApiVersion, string]>([
    ['v3', `events/search?visitor_id=${VISITOR}&limit=10&api_key`],
    ['2019', `visitors/${VISITOR}?token`],
  ])('of %s goes in the query: %s', async (version, target) => {
    const { request } = await over(version, bodies[version].visits, call, 'query');
    expect(request.target).toBe(`/proxy/${target}=s3cret%2B%2F%3D%26`);
    expect(JSON.stringify(request.headers)).not.toContain('s3cret');
  });
});

describe('an answer', () => {
  test.each<ApiVersion>(['v4', 'v3'])('of %s is the event that was asked for', async (version) => {
    const { event } = bodies[version];
    const { result } = await over(version, event, (api) => api.getEvent(ID));
    expect(result).toMatchObject({
      eventId: ID,
      generation: version,
      timestamp: TIME,
      visitorId: VISITOR,
      raw: event,
    });
  });

  test.each<[ApiVersion, object]>([
    ['v4', { paginationKey: 'next', totalHits: 7 }],
    ['v3', { paginationKey: 'next' }],
  ])('of %s is a page', async (version, rest) => {
    const { result } = await over(version, bodies[version].page, (api) => api.searchEvents());
    expect(result).toEqual({
      events: [expect.objectContaining({ eventId: ID, generation: version })],
      ...rest,
    });
    const last = await over(version, { events: [] }, (api) => api.searchEvents());
    expect(last.result).toStrictEqual({ events: [] });
  });

  test.each<[ApiVersion, object, string, object]>([
    ['v4', bodies.v4.page, ID, { paginationKey: 'next' }],
    ['v3', bodies.v3.visits, ID, { paginationKey: 'next' }],
    ['2019', bodies['2019'].visits, `${VISITOR}.${TIME}`, {}],
  ])('of %s is a history, and each event says whose it is', async (version, body, eventId, rest) => {
    const { result } = await over(version, body, (api) => api.getVisitorHistory(VISITOR));
    expect(result).toEqual({
      visitorId: VISITOR,
      events: [expect.objectContaining({ eventId, generation: version, visitorId: VISITOR })],
      ...rest,
    });
  });

  test('of v3 lists related visitors', async () => {
    const body = { relatedVisitors: [{ visitorId: 'a' }, { visitorId: 'b' }] };
    const { result } = await over('v3', body, (api) => api.getRelatedVisitors(VISITOR));
    expect(result).toEqual({ visitorIds: ['a', 'b'] });
  });

  test.each<Row>([
    ['no event', 'v3', { products: {} }, (api) => api.getEvent(ID)],
    ['no list of events', 'v4', {}, (api) => api.searchEvents()],
    ['no list of events', 'v3', { events: {} }, (api) => api.searchEvents()],
    ['a list with something else', 'v4', { events: [{}] }, (api) => api.searchEvents()],
    ["another visitor's events", 'v4', bodies.v4.page, (api) => api.getVisitorHistory('other')],
    ["another visitor's visits", 'v3', bodies.v3.visits, (api) => api.getVisitorHistory('other')],
    ['no visits', '2019', { visitorId: VISITOR }, (api) => api.getVisitorHistory(VISITOR)],
    [
      'an invalid visit',
      '2019',
      { visitorId: VISITOR, visits: [1] },
      (api) => api.getVisitorHistory(VISITOR),
    ],
    [
      'related visitors without IDs',
      'v3',
      { relatedVisitors: [{}] },
      (api) => api.getRelatedVisitors(VISITOR),
    ],
    ['no object', 'v4', '[]', (api) => api.getEvent(ID)],
  ])('that holds %s is refused (%s)', async (_what, version, body, call) => {
    await expect(over(version, body, call)).rejects.toMatchObject({
      code: 'ERR_FP_BAD_RESPONSE',
      status: 200,
    });
  });
});

test.each<Row>([
  ['an event', 'v4', '<html>', (api) => api.getEvent(ID)],
  ['a search', 'v3', '', (api) => api.searchEvents()],
  ['a history', '2019', '<html>', (api) => api.getVisitorHistory(VISITOR)],
  ['a change', 'v4', '<html>', (api) => api.updateEvent(ID, { suspect: true })],
  ['a deletion', 'v3', '<html>', (api) => api.deleteVisitor(VISITOR)],
])('a 200 without JSON is no answer of the API: %s of %s', async (_what, version, body, call) => {
  await expect(over(version, body, call)).rejects.toMatchObject({
    code: 'ERR_FP_FOREIGN_ANSWER',
    status: 200,
  });
});

test.each<[...Row, code: string]>([
  ['event', 'v3', bodies.v3.event, (api) => api.getEvent('other'), 'ERR_FP_EVENT_NOT_FOUND'],
  ['event', 'v4', bodies.v4.event, (api) => api.getEvent('other'), 'ERR_FP_EVENT_NOT_FOUND'],
  [
    'visitor',
    '2019',
    bodies['2019'].visits,
    (api) => api.getVisitorHistory('other'),
    'ERR_FP_VISITOR_NOT_FOUND',
  ],
])(
  'an answer about another %s of %s says that this one is not known',
  async (_what, version, body, call, code) => {
    await expect(over(version, body, call)).rejects.toMatchObject({ code, status: 200 });
  },
);

describe('pages', () => {
  const page = (id: string, key?: string) => ({ body: { events: [{ event_id: id }], pagination_key: key } });
  async function client(...answers: { body: unknown }[]) {
    const { url, requests } = await upstream.answering(...answers);
    const api = createServerApi({ apiKey: KEY, baseUrl: url });
    apis.push(api);
    return { api, targets: () => requests.map(({ target }) => target) };
  }

  test('are followed to the last one', async () => {
    const { api, targets } = await client(page('a', 'k 1'), page('b', 'k2'), page('c'));
    const ids: string[] = [];
    for await (const { events } of api.searchEvents.pages({ vpn: true }))
      ids.push(...events.map((e) => e.eventId ?? ''));
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(targets()).toEqual([
      '/v4/events?vpn=true',
      '/v4/events?vpn=true&pagination_key=k+1',
      '/v4/events?vpn=true&pagination_key=k2',
    ]);
  });

  test('are asked for one by one, from where the filter says', async () => {
    const { api, targets } = await client(page('a', 'k1'), page('b'));
    for await (const _page of api.searchEvents.pages({ paginationKey: 'k0' })) break;
    expect(targets()).toEqual(['/v4/events?pagination_key=k0']);
  });

  test('that lead to themselves end in an error', async () => {
    const { api, targets } = await client(page('a', 'k1'));
    const all = async () => {
      for await (const _page of api.searchEvents.pages());
    };
    await expect(all()).rejects.toMatchObject({ code: 'ERR_FP_BAD_RESPONSE' });
    expect(targets()).toHaveLength(2);
  });
});
