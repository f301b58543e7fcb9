import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MockAgent } from 'undici';
import {
  type ApiVersion,
  type Auth,
  createServerApi,
  FingerprintError,
  type ServerApi,
  type ServerApiOptions,
} from '../../src/index.js';
import { anyCharacter } from '../support/any-character.js';
import { timed } from '../support/lateness.js';
import { useUpstream } from '../support/upstream.js';
import { whenQuiet } from '../support/when-quiet.js';

const upstream = useUpstream();
const KEY = 'sk"ey!1/=&';
const ID = '1767323045678.abcDEF';
const VISITOR = 'Ab3dEf5hIj7lMn9pQr1t';

const apis: ServerApi[] = [];
afterEach(() => Promise.all(apis.splice(0).map((api) => api.close())));

function create(options: Partial<ServerApiOptions> = {}): ServerApi {
  const api = createServerApi({ apiKey: KEY, ...options });
  apis.push(api);
  return api;
}

const thrownBy = (call: Promise<unknown>): Promise<FingerprintError> =>
  call.then(
    () => Promise.reject(new Error('it resolved')),
    (error) => error,
  );

/** Everything a log could show of a value, hidden fields and causes included. */
const printed = (value: unknown) => inspect(value, { depth: 10, showHidden: true });

function expectNothingSecret(value: unknown) {
  for (const secret of [
    KEY,
    new URLSearchParams({ k: KEY }).toString().slice(2),
    JSON.stringify(KEY).slice(1, -1),
    ID,
    VISITOR,
    '203.0.113.7',
  ]) {
    expect(printed(value)).not.toContain(secret);
  }
}

describe('an answer that is no 200', () => {
  const coded = (code: string) => ({ error: { code, message: `about ${ID} of 203.0.113.7` } });
  const event = (api: ServerApi) => api.getEvent(ID);
  const change = (api: ServerApi) => api.updateEvent(ID, {});
  const history = (api: ServerApi) => api.getVisitorHistory(VISITOR);
  type Row = [
    version: ApiVersion,
    status: number,
    body: unknown,
    call: (api: ServerApi) => Promise<unknown>,
    code: string,
  ];
  test.each<Row>([
    ['v4', 400, coded('request_cannot_be_parsed'), event, 'ERR_FP_BAD_REQUEST'],
    ['v4', 400, coded('ruleset_not_found'), event, 'ERR_FP_API_RULESET'],
    ['v4', 400, coded('request_read_timeout'), event, 'ERR_FP_API_STATUS'],
    ['v3', 400, coded('RequestCannotBeParsed'), change, 'ERR_FP_BAD_REQUEST'],
    ['v3', 400, coded('RequestReadTimeout'), change, 'ERR_FP_API_STATUS'],
    ['v4', 403, coded('secret_api_key_not_found'), event, 'ERR_FP_API_KEY'],
    ['v4', 403, coded('wrong_region'), event, 'ERR_FP_API_REGION'],
    ['v4', 403, coded('subscription_not_active'), event, 'ERR_FP_API_SUBSCRIPTION'],
    ['v4', 403, coded('feature_not_enabled'), (api) => api.deleteVisitor(VISITOR), 'ERR_FP_API_SUBSCRIPTION'],
    ['v3', 403, coded('TokenNotFound'), event, 'ERR_FP_API_KEY'],
    ['v3', 403, coded('TokenRequired'), event, 'ERR_FP_API_KEY'],
    ['v3', 403, coded('WorkspaceScopedSecretKeyRequired'), event, 'ERR_FP_API_KEY'],
    ['v3', 403, coded('WrongRegion'), event, 'ERR_FP_API_REGION'],
    ['v3', 403, coded('SubscriptionNotActive'), event, 'ERR_FP_API_SUBSCRIPTION'],
    [
      'v3',
      403,
      coded('FeatureNotEnabled'),
      (api) => api.getRelatedVisitors(VISITOR),
      'ERR_FP_API_SUBSCRIPTION',
    ],
    ['2019', 403, 'Forbidden', history, 'ERR_FP_API_KEY'],
    ['v4', 404, coded('event_not_found'), event, 'ERR_FP_EVENT_NOT_FOUND'],
    ['v4', 404, coded('visitor_not_found'), (api) => api.deleteVisitor(VISITOR), 'ERR_FP_VISITOR_NOT_FOUND'],
    ['v3', 404, coded('RequestNotFound'), change, 'ERR_FP_EVENT_NOT_FOUND'],
    [
      'v3',
      404,
      coded('VisitorNotFound'),
      (api) => api.getRelatedVisitors(VISITOR),
      'ERR_FP_VISITOR_NOT_FOUND',
    ],
    ['v3', 404, coded('VisitorNotFound'), history, 'ERR_FP_VISITOR_NOT_FOUND'],
    ['v4', 404, coded('visitor_not_found'), history, 'ERR_FP_VISITOR_NOT_FOUND'],
    ['2019', 404, { visitorId: VISITOR }, history, 'ERR_FP_VISITOR_NOT_FOUND'],
    ['v4', 409, coded('state_not_ready'), change, 'ERR_FP_NOT_READY'],
    ['v3', 409, coded('StateNotReady'), change, 'ERR_FP_NOT_READY'],
    ['v4', 429, coded('too_many_requests'), event, 'ERR_FP_RATE_LIMITED'],
    ['v3', 429, coded('TooManyRequests'), event, 'ERR_FP_RATE_LIMITED'],
    ['v3', 429, coded('429 Too Many Requests'), event, 'ERR_FP_RATE_LIMITED'],
    ['v3', 429, { error: 'too many requests' }, history, 'ERR_FP_RATE_LIMITED'],
    ['v4', 413, coded('payload_too_large'), change, 'ERR_FP_API_STATUS'],
    ['v4', 500, coded('failed'), event, 'ERR_FP_API_STATUS'],
    ['v3', 504, coded('Failed'), event, 'ERR_FP_API_STATUS'],
    ['2019', 503, '', history, 'ERR_FP_API_STATUS'],
    ['v4', 403, coded('__proto__'), event, 'ERR_FP_API_KEY'],
    ['v4', 204, '', change, 'ERR_FP_API_STATUS'],
    ['v4', 503, coded('service_unavailable'), event, 'ERR_FP_API_STATUS'],
    ['v4', 502, '<html>', event, 'ERR_FP_API_STATUS'],
    ['v4', 429, '<html>', event, 'ERR_FP_RATE_LIMITED'],
    // None of these came from the API: neither the client nor the key is to blame.
    ['v4', 400, coded('of_a_gateway'), event, 'ERR_FP_FOREIGN_ANSWER'],
    ['v4', 401, '', event, 'ERR_FP_FOREIGN_ANSWER'],
    ['v4', 403, '<html>', event, 'ERR_FP_FOREIGN_ANSWER'],
    ['v3', 403, { message: 'Forbidden' }, event, 'ERR_FP_FOREIGN_ANSWER'],
    ['v4', 404, '<html>', event, 'ERR_FP_FOREIGN_ANSWER'],
    ['v4', 404, coded('route_not_found'), event, 'ERR_FP_FOREIGN_ANSWER'],
    ['v4', 404, '', change, 'ERR_FP_FOREIGN_ANSWER'],
    ['v3', 404, { error: 'not found' }, history, 'ERR_FP_FOREIGN_ANSWER'],
    ['v4', 301, '', (api) => api.deleteVisitor(VISITOR), 'ERR_FP_FOREIGN_ANSWER'],
    ['v3', 409, '', change, 'ERR_FP_FOREIGN_ANSWER'],
    ['2019', 403, ' <html>', history, 'ERR_FP_FOREIGN_ANSWER'],
    ['2019', 404, '', history, 'ERR_FP_FOREIGN_ANSWER'],
    ['2019', 404, { visitorId: 'other' }, history, 'ERR_FP_FOREIGN_ANSWER'],
  ])('%s: %d %j', async (apiVersion, status, body, call, code) => {
    const { url } = await upstream.answering({ status, body, headers: { 'retry-after': '7' } });
    const error = await thrownBy(call(create({ apiVersion, baseUrl: url })));
    expect(error).toBeInstanceOf(FingerprintError);
    expect(error).toMatchObject({ code, status, retryAfterMs: 7000 });
    const apiCode = (body as { error?: { code?: string } }).error?.code;
    expect(error.apiCode).toBe(apiCode);
    expectNothingSecret(error);
  });
});

describe('a call that a generation lacks', () => {
  test.each<[ApiVersion, string, (api: ServerApi) => Promise<unknown>, string]>([
    ['v4', 'getRelatedVisitors', (api) => api.getRelatedVisitors(VISITOR), 'v3 has it'],
    ['v3', 'rulesetId', (api) => api.getEvent(ID, { rulesetId: 'r' }), 'v4 has it'],
    ['2019', 'getEvent', (api) => api.getEvent(ID), 'v4 and v3 have it'],
    ['2019', 'searchEvents', (api) => api.searchEvents(), 'v4 and v3 have it'],
    ['2019', 'searchEvents', (api) => api.searchEvents.pages().next(), 'v4 and v3 have it'],
    ['2019', 'updateEvent', (api) => api.updateEvent(ID, {}), 'v4 and v3 have it'],
    ['2019', 'deleteVisitor', (api) => api.deleteVisitor(VISITOR), 'v4 and v3 have it'],
    ['2019', 'getRelatedVisitors', (api) => api.getRelatedVisitors(VISITOR), 'v3 has it'],
  ])('%s: %s', async (apiVersion, name, call, having) => {
    const { url, requests } = await upstream.answering({});
    const error = await thrownBy(call(create({ apiVersion, baseUrl: url })));
    expect(error).toMatchObject({ code: 'ERR_FP_UNSUPPORTED' });
    expect(error.message).toBe(`${name} is not part of the Server API of ${apiVersion}: ${having}`);
    expect(requests).toEqual([]);
  });
});

describe('an ID', () => {
  const calls: [ApiVersion, (api: ServerApi, id: string) => Promise<unknown>][] = [
    ['v4', (api, id) => api.getEvent(id)],
    ['v4', (api, id) => api.updateEvent(id, {})],
    ['v4', (api, id) => api.deleteVisitor(id)],
    ['v4', (api, id) => api.getVisitorHistory(id)],
    ['v3', (api, id) => api.getEvent(id)],
    ['v3', (api, id) => api.updateEvent(id, {})],
    ['v3', (api, id) => api.getVisitorHistory(id)],
    ['v3', (api, id) => api.deleteVisitor(id)],
    ['v3', (api, id) => api.getRelatedVisitors(id)],
    ['2019', (api, id) => api.getVisitorHistory(id)],
  ];
  test.each(calls)('that is invalid is not requested (%s, %s)', async (apiVersion, call) => {
    const { url, requests } = await upstream.answering({});
    const api = create({ apiVersion, baseUrl: url });
    for (const id of ['', '.', '..', 'search', '\ud800', undefined, 7, ['..']]) {
      await expect(call(api, id as string)).rejects.toMatchObject({ code: 'ERR_FP_BAD_REQUEST' });
    }
    expect(requests).toEqual([]);
  });

  test('stays one segment of the path, whatever it is', async () => {
    const { url, requests } = await upstream.answering({ status: 404 });
    const api = create({ apiVersion: 'v3', baseUrl: url });
    const ids = fc.oneof(
      fc.string({ unit: anyCharacter, minLength: 1, maxLength: 40 }),
      fc.constantFrom('a/../b', '%2e%2e', 'a?b#c'),
    );
    await fc.assert(
      fc.asyncProperty(ids, async (id) => {
        await thrownBy(api.deleteVisitor(id));
        const asked = requests.splice(0);
        if (asked.length === 0) return;
        const [, segment = ''] = /^\/visitors\/([^/?#]+)$/.exec(asked[0]?.target ?? '') ?? [];
        expect(decodeURIComponent(segment)).toBe(id);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a filter and a patch', () => {
  test.each([null, {}, Number.NaN, new Date(Number.NaN), [[1]], () => 1])(
    '%p is no value of a filter',
    async (value) => {
      const { url, requests } = await upstream.answering({});
      const filter = { linkedId: value as string };
      const error = await thrownBy(create({ baseUrl: url }).searchEvents(filter));
      expect(error).toMatchObject({
        code: 'ERR_FP_OPTION',
        message: expect.stringContaining('filter.linkedId'),
      });
      expect(requests).toEqual([]);
    },
  );

  test('tags have to be JSON', async () => {
    const tags: Record<string, unknown> = {};
    tags.self = tags;
    await expect(create().updateEvent(ID, { tags })).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
  });
});

describe('an option is refused', () => {
  test.each<[unknown, string]>([
    [undefined, 'expected options such as'],
    [{}, 'apiKey: the secret API key is required'],
    [{ apiKey: KEY, auth: 'query' }, "auth: expected 'header'"],
    [{ apiKey: KEY, apiVersion: 'v5' }, "apiVersion: expected 'v4' or 'v3' or '2019'"],
    [{ apiKey: KEY, deadlineMs: -1 }, 'deadlineMs: expected'],
    [{ apiKey: KEY, policy: {} }, 'policy: unknown option'],
    [{ apiKey: `${KEY}\n` }, 'apiKey: expected a string without spaces'],
  ])('%j', (options, message) => {
    const refused = expect.objectContaining({
      code: 'ERR_FP_OPTION',
      message: expect.stringContaining(message),
    });
    expect(() => createServerApi(options as ServerApiOptions)).toThrow(refused);
    expect(() => createServerApi(options as ServerApiOptions)).not.toThrow(KEY);
  });
});

describe('the time a call takes', () => {
  test('is bound, the body included', async () => {
    for (const first of ['', '{']) {
      const url = await upstream.listen((_request, response) => {
        if (first) response.writeHead(200).write(first);
      });
      const { code, tookMs } = await whenQuiet(async () => {
        const { value, elapsedMs, heldBackMs } = await timed(() =>
          thrownBy(create({ baseUrl: url, deadlineMs: 100 }).getEvent(ID)),
        );
        return { code: value.code, tookMs: elapsedMs - heldBackMs };
      });
      expect(code).toBe('ERR_FP_TIMEOUT');
      expect(tookMs).toBeLessThan(400);
    }
  });

  test('ends with the signal of the caller, and with its reason', async () => {
    const url = await upstream.listen(() => {});
    const api = create({ baseUrl: url, apiVersion: 'v3' });
    const reason = new Error('enough');
    const calls: ((signal: AbortSignal) => Promise<unknown>)[] = [
      (signal) => api.getEvent(ID, { signal }),
      (signal) => api.searchEvents({}, { signal }),
      (signal) => api.searchEvents.pages({}, { signal }).next(),
      (signal) => api.updateEvent(ID, {}, { signal }),
      (signal) => api.getVisitorHistory(VISITOR, {}, { signal }),
      (signal) => api.deleteVisitor(VISITOR, { signal }),
      (signal) => api.getRelatedVisitors(VISITOR, { signal }),
    ];
    for (const call of calls) {
      const controller = new AbortController();
      const ended = thrownBy(call(controller.signal));
      setTimeout(() => controller.abort(reason), 20);
      expect(await ended).toBe(reason);
      expect(await thrownBy(call(controller.signal))).toBe(reason);
    }
  });

  test('is zero if the signal has already aborted: nothing is sent', async () => {
    let sent = 0;
    const dispatch = () => {
      sent++;
      return true;
    };
    const dispatcher = { dispatch } as unknown as NonNullable<ServerApiOptions['dispatcher']>;
    const signal = AbortSignal.abort();
    expect(await thrownBy(create({ dispatcher }).deleteVisitor(VISITOR, { signal }))).toBe(signal.reason);
    expect(sent).toBe(0);
  });

  test('ends when the client is closed: later calls reject', async () => {
    const api = create();
    await api.close();
    await api.close();
    await expect(api.getEvent(ID)).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
  });
});

describe('nothing that can be printed contains the key', () => {
  test.each<[ApiVersion, Auth]>([
    ['v4', 'header'],
    ['v3', 'header'],
    ['v3', 'query'],
    ['2019', 'query'],
  ])('%s by %s', async (apiVersion, auth) => {
    const closed = await upstream.answering({});
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent
      .get('https://api.fpjs.io')
      .intercept({ path: () => true, headers: { 'x-other': '1' } })
      .reply(200);
    const broken: ServerApiOptions['dispatcher'] = agent;
    const upstreams: Partial<ServerApiOptions>[] = [
      { baseUrl: 'http://127.0.0.1:1' },
      { baseUrl: 'http://nothing.invalid' },
      { baseUrl: closed.url, dispatcher: broken },
      { dispatcher: broken },
      {
        dispatcher: {
          dispatch: ({ path, headers }: { path: string; headers: object }) => {
            const nested = Object.assign(new Error('outer'), { request: { path, headers } });
            throw new Error('thrown at once', { cause: nested });
          },
        } as unknown as NonNullable<ServerApiOptions['dispatcher']>,
      },
    ];
    for (const options of upstreams) {
      const api = create({ apiVersion, auth, ...options });
      const error = await thrownBy(api.getVisitorHistory('v'));
      expect(error).toMatchObject({ code: 'ERR_FP_NETWORK', cause: { message: expect.any(String) } });
      expectNothingSecret(error);
      expectNothingSecret(api);
      expect(inspect(api.searchEvents, { showHidden: true, depth: 10 })).not.toContain('sk"ey');
    }
    await agent.close();
  });

  test('a cause that does not contain it is unchanged', async () => {
    const error = await thrownBy(create({ baseUrl: 'http://127.0.0.1:1' }).getEvent(ID));
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a cause that contains it keeps its name and its code', async () => {
    const dispatcher = {
      dispatch: ({ path }: { path: string }) => {
        throw Object.assign(new TypeError(`cannot send ${path}`), { code: 'E_SEND' });
      },
    } as unknown as NonNullable<ServerApiOptions['dispatcher']>;
    const api = create({ apiVersion: 'v3', auth: 'query', dispatcher });
    const { cause } = await thrownBy(api.getEvent('e'));
    expect(cause).toMatchObject({
      name: 'TypeError',
      code: 'E_SEND',
      message: 'cannot send /events/e?api_key=…',
    });
  });
});
