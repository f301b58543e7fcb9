import type { IncomingMessage, RequestListener } from 'node:http';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Decision, PolicyConfig } from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const upstream = useUpstream();

const error = (code: string) => ({ error: { code, message: '' } });
const ID = '0KSh65EnVoB85JBmloQK';
/** A deadline for tests in which it must not matter how busy the machine is. */
const AMPLE_MS = 10_000;

/** A v3 event each of whose products answered so. */
const products = (...answers: [name: string, answer: object][]) => ({
  products: Object.fromEntries(answers),
});
const NAMES = ['identification', 'botd', 'ipInfo', 'incognito', 'vpn'];
const allWith = (...codes: string[]) =>
  products(...NAMES.map((name, at): [string, object] => [name, error(codes[at % codes.length] ?? '')]));
const identification = (more: object = {}) => ({
  data: { requestId: ID, timestamp: Date.now(), confidence: { score: 1 }, ...more },
});

/** The rule that decided, and what it decided. */
const verdictOf = (decision: Decision) => [decision.action, decision.failedOpen, ...rulesOf(decision)];

describe('an error inside of a 200 of v3', () => {
  test.each(['TooManyRequests', '429 Too Many Requests'])('is a limit: %s', async (code) => {
    const { url, requests } = await upstream.answering({ body: allWith(code, 'Failed') });
    const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url });
    const decision = await guard.check(requestFor(ID));
    expect(verdictOf(decision)).toEqual(['challenge', false, 'over-budget']);
    expect(decision.signals).toMatchObject({
      lookupCause: 'rate-limited',
      lookupStatus: 429,
      lookupErrorCode: code,
    });
    expect(requests).toHaveLength(3);
  });

  test('is a limit that the budget learns, so that a storm of lookups ends', async () => {
    const { url, requests } = await upstream.answering({ body: allWith('TooManyRequests') });
    const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url });
    const decisions = await Promise.all(
      Array.from({ length: 30 }, (_, at) => guard.check(requestFor(`${ID}${at}`))),
    );
    expect(new Set(decisions.map(({ action }) => action))).toEqual(new Set(['challenge']));
    expect(requests.length).toBeLessThan(60);
    const asked = requests.length;
    expect(await guard.check(requestFor(ID), undefined, { required: false, claim: false })).toMatchObject({
      signals: { lookupCause: 'budget' },
    });
    expect(requests).toHaveLength(asked);
  });

  test('that has passed is forgotten: the event counts', async () => {
    const { url } = await upstream.answering(
      { body: allWith('TooManyRequests') },
      { body: products(['identification', identification()]) },
    );
    const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url });
    expect(verdictOf(await guard.check(requestFor(ID)))).toEqual(['allow', false]);
  });

  test('of some products leaves the others, and teaches the budget all the same', async () => {
    const body = products(
      ['identification', error('TooManyRequests')],
      ['botd', { data: { requestId: ID, time: new Date().toISOString(), bot: { result: 'bad' } } }],
    );
    const { url } = await upstream.answering({ body });
    const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url });
    expect(rulesOf(await guard.check(requestFor(ID)))).toEqual(['bad-bot', 'missing-signals']);
    expect(
      await guard.check(requestFor('another'), undefined, { required: false, claim: false }),
    ).toMatchObject({
      signals: { lookupCause: 'budget' },
    });
  });

  test.each([
    ['recommended', 'challenge'],
    ['strict', 'deny'],
  ] as const)(
    'in every product is asked for again, and judged as an event that lacks everything: %s',
    async (preset, action) => {
      const { url, requests } = await upstream.answering({ body: allWith('Failed') });
      const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url, policy: { extends: preset } });
      const decision = await guard.check(requestFor(ID));
      expect(verdictOf(decision)).toEqual([action, false, 'missing-signals']);
      expect(decision.signals.missingSignals).toEqual(['event.timestamp', ...NAMES]);
      expect(requests).toHaveLength(3);
    },
  );

  test('in every product, once, does not count', async () => {
    const { url } = await upstream.answering(
      { body: allWith('Failed') },
      { body: products(['identification', identification()]) },
    );
    for (const options of [{}, { required: false, claim: false }]) {
      const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url });
      expect(verdictOf(await guard.check(requestFor(ID), undefined, options))).toEqual(['allow', false]);
    }
  });

  test('never opens the breaker: a client can make its identification fail', async () => {
    const { url } = await upstream.answering({ body: allWith('Failed') });
    const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url });
    for (let check = 0; check < 12; check++) {
      expect(verdictOf(await guard.check(requestFor(`${ID}${check}`)))).toEqual([
        'challenge',
        false,
        'missing-signals',
      ]);
    }
  });

  test('is not kept in place of the event', async () => {
    const answers = [1, 2, 3].map(() => ({ body: allWith('Failed') }));
    const { url } = await upstream.answering(...answers, {
      body: products(['identification', identification()]),
    });
    const { guard, warnings } = scene.guard({ apiVersion: 'v3', baseUrl: url });
    const look = () => guard.check(requestFor(ID), undefined, { claim: false });
    expect(rulesOf(await look())).toEqual(['missing-signals']);
    expect(verdictOf(await look())).toEqual(['allow', false]);
    expect(warnings).toEqual([]);
  });
});

describe('an answer without a usable event is judged as an event that lacks a product', () => {
  const unusable: [string, 'v3' | 'v4', object][] = [
    ['no time', 'v4', { event_id: ID, bot: 'not_detected' }],
    ['a time of the wrong type', 'v4', { event_id: ID, timestamp: 'now' }],
    ['no time', 'v3', products(['identification', identification({ timestamp: undefined })])],
    ['no product', 'v3', products()],
    [
      'only products that do not say which event they are of',
      'v3',
      products(['vpn', { data: { result: false } }]),
    ],
    [
      'a time, but not which event it is',
      'v3',
      products(['botd', { data: { time: new Date().toISOString(), bot: { result: 'notDetected' } } }]),
    ],
  ];

  test.each(unusable)('%s, in %s', async (_what, apiVersion, body) => {
    const { url } = await upstream.answering({ body });
    const judged = (policy: PolicyConfig) =>
      scene.guard({ apiVersion, baseUrl: url, policy }).guard.check(requestFor(ID));
    expect(verdictOf(await judged({ extends: 'recommended' }))).toEqual([
      'challenge',
      false,
      'missing-signals',
    ]);
    expect(verdictOf(await judged({ extends: 'strict' }))).toEqual(['deny', false, 'missing-signals']);
    const own: PolicyConfig = { rules: { 'missing-signals': ['deny', { signals: ['eventId'] }] } };
    expect(verdictOf(await judged(own))).toEqual(['deny', false, 'missing-signals']);
  });

  test('and one that has its time, and lacks what not every plan has, is not', async () => {
    const bodies = {
      v4: { event_id: ID, timestamp: Date.now() },
      v3: products(['identification', identification()]),
    };
    for (const apiVersion of ['v4', 'v3'] as const) {
      const { url } = await upstream.answering({ body: bodies[apiVersion] });
      const { guard } = scene.guard({ apiVersion, baseUrl: url });
      expect(verdictOf(await guard.check(requestFor(ID)))).toEqual(['allow', false]);
    }
  });
});

describe('an answer about an ID says nothing about the service', () => {
  /** The emulator behind something that answers some IDs itself. */
  const behind = (odd: (id: string, request: IncomingMessage) => RequestListener | undefined) =>
    upstream.listen(async (request, response) => {
      const id = decodeURIComponent(request.url?.split('?')[0]?.split('/').at(-1) ?? '');
      const own = odd(id, request);
      if (own) return own(request, response);
      const { authorization, 'auth-api-key': key } = request.headers;
      const found = await fetch(scene.emulator.url + request.url, {
        headers: {
          ...(authorization ? { authorization } : {}),
          ...(key ? { 'auth-api-key': String(key) } : {}),
        },
      });
      response.writeHead(found.status, { 'content-type': 'application/json' }).end(await found.text());
    });
  const answer =
    (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
    (_request, response) => {
      response.writeHead(status, headers).end(body);
    };

  const oddAnswers: [string, RequestListener][] = [
    ['403 of a firewall', answer(403, '<html>')],
    ['404 of a router', answer(404, '<html>')],
    ['401 without a word', answer(401, '')],
    [
      '403 in the form of the API, with a code of somebody else',
      answer(403, JSON.stringify(error('AccessDenied'))),
    ],
    ['400 of a gateway', answer(400, '{"message":"Bad Request"}')],
    ['a redirect', answer(301, '', { location: '/' })],
    ['a page', answer(200, '<html>')],
    ['nothing', answer(204, '')],
    ['another call', answer(200, '{"events":[]}')],
    ['500', answer(500, '')],
    ['502 of a proxy', answer(502, '<html>')],
    ['503 of a gateway', answer(503, '<html>')],
    ['503 in the form of the API', answer(503, JSON.stringify(error('service_unavailable')))],
    ['a closed connection', (request) => request.socket.destroy()],
    [
      'half of an answer',
      (request, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{');
        setImmediate(() => request.socket.destroy());
      },
    ],
    ['an encoding that nobody knows', answer(200, '{}', { 'content-encoding': 'zstd' })],
    ['no HTTP', (request) => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ];

  /** Judges all of these answers side by side before the tests, as each check waits to ask again; gives what came of one. */
  function sideBySide<Result>(
    answers: readonly [string, RequestListener][],
    judge: (own: RequestListener) => Promise<Result>,
  ): (what: string) => Result {
    const results = new Map<string, Result>();
    beforeAll(async () => {
      await Promise.all(answers.map(async ([what, own]) => results.set(what, await judge(own))));
    });
    return (what) => results.get(what) as Result;
  }

  describe.each(['v4', 'v3'] as const)('in %s', (apiVersion) => {
    const ofOneId = sideBySide(oddAnswers, async (own) => {
      const baseUrl = await behind((id) => (/\.php|^other/i.test(id) ? own : undefined));
      const { guard, warnings } = scene.guard({ apiVersion, baseUrl, deadlineMs: AMPLE_MS });
      const denied = await guard.check(requestFor('x.php'));
      const warned = [...warnings];
      const { eventId } = await scene.emulator.createEvent();
      return { denied, warned, honest: await guard.check(requestFor(eventId)) };
    });
    test.each(oddAnswers)('%s to one ID, where others are answered, is that of an unknown event', (what) => {
      const { denied, warned, honest } = ofOneId(what);
      expect(verdictOf(denied)).toEqual(['deny', false, 'unknown-event']);
      expect(denied.error?.code).toBe('ERR_FP_EVENT_NOT_FOUND');
      expect(warned).toEqual([
        expect.stringContaining('the API does not answer for an ID, while it answers for others'),
      ]);
      expect(verdictOf(honest)).toEqual(['allow', false]);
    });

    const ofAllIds = sideBySide(oddAnswers, async (own) => {
      const baseUrl = await behind(() => own);
      const { guard, warnings } = scene.guard({ apiVersion, baseUrl, deadlineMs: AMPLE_MS });
      const { eventId } = await scene.emulator.createEvent();
      const passed = await guard.check(requestFor(eventId));
      const warned = [...warnings];
      return { passed, warned, stopped: await guard.check(requestFor(eventId), { extends: 'strict' }) };
    });
    test('to all IDs, is an outage: the visitor is not to blame, and the log says what to check', () => {
      for (const [what] of oddAnswers) {
        const { passed, warned, stopped } = ofAllIds(what);
        expect([what, passed.action, passed.failedOpen]).toEqual([what, 'allow', true]);
        expect(warned).toHaveLength(1);
        expect([what, stopped.blocked, stopped.failedOpen]).toEqual([what, true, false]);
        expect(rulesOf(stopped)).not.toContain('unknown-event');
      }
    });

    const repeated: [string, RequestListener][] = [
      ['403', answer(403, '<html>')],
      ['204', answer(204, '')],
      ['200', answer(200, '[]')],
      ['503', answer(503, '<html>')],
      ['a closed connection', (request) => request.socket.destroy()],
    ];
    const ofManyIds = sideBySide(repeated, async (own) => {
      const baseUrl = await behind((id) => (id.endsWith('.php') ? own : undefined));
      const { guard } = scene.guard({ apiVersion, baseUrl, deadlineMs: AMPLE_MS });
      const odd = await Promise.all(
        Array.from({ length: 15 }, (_, at) => guard.check(requestFor(`${at}.php`))),
      );
      const { eventId } = await scene.emulator.createEvent();
      return { odd, honest: await guard.check(requestFor(eventId)) };
    });
    test.each(repeated)('never opens the breaker, and costs the honest nothing: %s', (what) => {
      const { odd, honest } = ofManyIds(what);
      for (const decision of odd) expect(verdictOf(decision)).toEqual(['deny', false, 'unknown-event']);
      expect(verdictOf(honest)).toEqual(['allow', false]);
    });

    test.each(['recommended', 'strict'] as const)('to all IDs is logged, under %s', async (preset) => {
      const baseUrl = await behind(() => answer(404, '<html>'));
      const { guard, warnings } = scene.guard({ apiVersion, baseUrl, policy: { extends: preset } });
      const decision = await guard.check(requestFor(ID));
      expect(decision.signals).toMatchObject({ lookup: 'unavailable', lookupCause: 'foreign-answer' });
      expect(warnings).toEqual([
        expect.stringMatching(/HTTP 404.*check baseUrl.*proxy, gateway, firewall.*err_fp_foreign_answer/),
      ]);
    });

    test('of a real event by another spelling denies the spelling, and leaves the event', async () => {
      const { eventId } = await scene.emulator.createEvent();
      const real = await fetch(`${scene.emulator.url}/${apiVersion === 'v4' ? 'v4/' : ''}events/${eventId}`, {
        headers: {
          authorization: `Bearer ${scene.emulator.secretApiKey}`,
          'auth-api-key': scene.emulator.secretApiKey,
        },
      });
      const body = await real.text();
      // A server that ignores case, and what some ignore at the end.
      const baseUrl = await behind((id) =>
        id.toLowerCase().replace(/[. ]+$/, '') === eventId.toLowerCase() ? answer(200, body) : undefined,
      );
      const pattern = /^[\w. -]{1,64}$/;
      const { guard } = scene.guard({ apiVersion, baseUrl, eventIdPattern: pattern, lag: { retryForMs: 0 } });
      const other = (text: string) =>
        text.replace(/[a-z]/gi, (letter) =>
          letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
        );
      for (const spelling of [other(eventId), `${eventId}.`, `${eventId} `]) {
        expect(verdictOf(await guard.check(requestFor(spelling)))).toEqual(['deny', false, 'unknown-event']);
      }
      expect(rulesOf(await guard.check(requestFor('Search')))).toEqual(['malformed-event']);
      expect(verdictOf(await guard.check(requestFor(eventId)))).toEqual(['allow', false]);
    });
  });

  test.each<[string, RequestListener]>([
    ['500', answer(500, '')],
    ['a closed connection', (request) => request.socket.destroy()],
  ])('%s to every second or third request is not the fault of any ID', async (_what, own) => {
    for (const nth of [2, 3]) {
      let asked = 0;
      const baseUrl = await behind(() => (asked++ % nth === 0 ? own : undefined));
      const { guard } = scene.guard({ baseUrl });
      for (let visitor = 0; visitor < 12; visitor++) {
        const { eventId } = await scene.emulator.createEvent();
        expect(verdictOf(await guard.check(requestFor(eventId)))).toEqual(['allow', false]);
      }
    }
  });

  test('that the API gives to every event, and not to IDs that do not exist, is an outage', async () => {
    const { eventId: before } = await scene.emulator.createEvent();
    const { eventId } = await scene.emulator.createEvent();
    let isDown = false;
    const baseUrl = await behind((id) =>
      isDown && [before, eventId].includes(id) ? answer(500, JSON.stringify(error('failed'))) : undefined,
    );
    const { guard } = scene.guard({ baseUrl });
    expect(verdictOf(await guard.check(requestFor(before)))).toEqual(['allow', false]);
    isDown = true;
    expect(verdictOf(await guard.check(requestFor(eventId)))).toEqual(['allow', true]);
  });

  describe('silence', () => {
    const silent: RequestListener = () => {};

    test('to one ID, where others are answered, is that of an unknown event', async () => {
      const baseUrl = await behind((id) => (id.endsWith('.php') ? silent : undefined));
      const { guard } = scene.guard({ baseUrl, deadlineMs: 1000 });
      const odd = await Promise.all(
        Array.from({ length: 40 }, (_, at) => guard.check(requestFor(`${at}.php`))),
      );
      expect(odd.filter(({ blocked, failedOpen }) => !blocked || failedOpen)).toEqual([]);
      const rules = odd.flatMap(rulesOf);
      expect(new Set(rules)).toEqual(new Set(['unknown-event', 'over-budget']));
      // Not more of them are repeated at one time.
      expect(rules.filter((rule) => rule === 'unknown-event').length).toBeLessThanOrEqual(32);
      const { eventId } = await scene.emulator.createEvent();
      expect(verdictOf(await guard.check(requestFor(eventId)))).toEqual(['allow', false]);
    });

    test.each([
      ['more IDs than there are connections', 128, {}],
      ['an ID, with no turn of the budget left', 1, { budget: { perSecond: 0.001, burst: 1 } }],
    ])('to %s never passes', async (_what, ids, options) => {
      const baseUrl = await behind((id) => (id.endsWith('.php') ? silent : undefined));
      const { guard } = scene.guard({ baseUrl, deadlineMs: 1000, ...options });
      const odd = await Promise.all(
        Array.from({ length: ids }, (_, at) => guard.check(requestFor(`${at}.php`))),
      );
      expect(odd.filter(({ blocked, failedOpen }) => !blocked || failedOpen)).toEqual([]);
    });

    test('is over with the first answer: an ID that is not visible yet takes no probe', async () => {
      const asked = new Set<string>();
      const baseUrl = await behind((id) => void asked.add(id));
      const { guard } = scene.guard({ baseUrl, deadlineMs: 800, lag: { retryForMs: 700 } });
      expect(rulesOf(await guard.check(requestFor(ID)))).toEqual(['unknown-event']);
      expect([...asked]).toEqual([ID]);
    });

    test('of a lookup that waited for its turn proves nothing: it takes no probe', async () => {
      const asked: string[] = [];
      const baseUrl = await behind((id) => void asked.push(id));
      const { guard } = scene.guard({ baseUrl, deadlineMs: 2000, budget: { perSecond: 2, burst: 1 } });
      const ids = [
        (await scene.emulator.createEvent()).eventId,
        (await scene.emulator.createEvent()).eventId,
      ];
      scene.emulator.setFault({ kind: 'delay', ms: 700 });
      // The second is sent after 500 ms, and answered after 1200.
      const decisions = await Promise.all(ids.map((id) => guard.check(requestFor(id))));
      scene.emulator.clearFaults();
      expect(decisions.map(verdictOf)).toEqual([
        ['allow', false],
        ['allow', false],
      ]);
      expect(asked).toEqual(ids);
    });

    test('that an answer ends while the probe is under way takes no second turn', async () => {
      const held: (() => void)[] = [];
      const baseUrl = await upstream.listen((request, response) => {
        const id = request.url?.split('/').at(-1);
        const event = JSON.stringify({ event_id: id, timestamp: Date.now() });
        const send = () => answer(200, event)(request, response);
        if (id === 'next') send();
        else held.push(send);
      });
      const { guard } = scene.guard({ baseUrl, deadlineMs: 1000, budget: { perSecond: 0.001, burst: 2 } });
      const slow = guard.check(requestFor(ID));
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      // The lookup, and then the probe.
      while (held.length < 2) await turn();
      held[0]?.();
      expect(verdictOf(await slow)).toEqual(['allow', false]);
      held[1]?.();
      for (let round = 0; round < 100; round++) await turn();
      expect(verdictOf(await guard.check(requestFor('next')))).toEqual(['allow', false]);
    });

    test('to all is an outage', async () => {
      const { guard } = scene.guard({ baseUrl: await behind(() => silent), deadlineMs: 500 });
      const { eventId } = await scene.emulator.createEvent();
      const passed = await guard.check(requestFor(eventId));
      expect([verdictOf(passed), passed.signals.lookupCause]).toEqual([['allow', true], 'timeout']);
    });

    test('to one request of an honest visitor costs nothing: the next one brings the event', async () => {
      let asked = 0;
      const { eventId } = await scene.emulator.createEvent();
      const baseUrl = await behind((id) => (id === eventId && asked++ === 0 ? silent : undefined));
      const { guard } = scene.guard({ baseUrl, deadlineMs: 1000 });
      expect(verdictOf(await guard.check(requestFor(eventId)))).toEqual(['allow', false]);
    });
  });

  test('is not distinguished from an outage without a turn for that: it is a challenge', async () => {
    const baseUrl = await behind((id) => (id.endsWith('.php') ? answer(403, '<html>') : undefined));
    const { guard } = scene.guard({ baseUrl, budget: { perSecond: 0.001, burst: 1 } });
    expect(verdictOf(await guard.check(requestFor('x.php')))).toEqual(['challenge', false, 'over-budget']);
  });

  test('is asked for once more, as half of a gateway may have been down', async () => {
    let asked = 0;
    const { eventId } = await scene.emulator.createEvent();
    const baseUrl = await behind((id) =>
      id === eventId && asked++ === 0 ? answer(404, '<html>') : undefined,
    );
    const { guard } = scene.guard({ baseUrl });
    expect(verdictOf(await guard.check(requestFor(eventId)))).toEqual(['allow', false]);
    expect(asked).toBe(2);
  });

  test('is recognised by one request, about an ID that does not exist', async () => {
    const asked: string[] = [];
    const baseUrl = await behind((id) => {
      asked.push(id);
      return id.endsWith('.php') ? answer(403, '<html>') : undefined;
    });
    const { guard } = scene.guard({ baseUrl });
    await guard.check(requestFor('x.php'));
    expect(asked).toEqual(['x.php', expect.stringMatching(/^[0-9a-f]{20}$/), 'x.php']);
  });

  test('is recognised by the event that the API delivered last', async () => {
    const asked: string[] = [];
    const { eventId } = await scene.emulator.createEvent();
    const baseUrl = await behind((id) => {
      asked.push(id);
      return id.endsWith('.php') ? answer(403, '<html>') : undefined;
    });
    const { guard } = scene.guard({ baseUrl });
    expect(verdictOf(await guard.check(requestFor(eventId)))).toEqual(['allow', false]);
    expect(verdictOf(await guard.check(requestFor('x.php')))).toEqual(['deny', false, 'unknown-event']);
    expect(asked).toEqual([eventId, 'x.php', eventId, 'x.php']);
  });

  test('is recognised by a visitor of 2019 as well, also by one without visits', async () => {
    const known: unknown[] = [{ visitorId: ID, visits: [{ requestId: 'r', timestamp: Date.now() }] }];
    const baseUrl = await upstream.listen((request, response) => {
      if (request.url?.includes('php')) return answer(503, '')(request, response);
      answer(200, JSON.stringify(known.shift() ?? { visitorId: ID, visits: [] }))(request, response);
    });
    const { guard } = scene.guard({ apiVersion: '2019', baseUrl });
    const visit = (visitorId: string) => ({ ...requestFor('none'), body: { visitorId } });
    await guard.check(visit(ID));
    expect(known).toEqual([]);
    const odd = await guard.check(visit('x.php'));
    expect([odd.blocked, odd.failedOpen, odd.signals.lookup]).toEqual([true, false, 'unknown']);
  });

  test('of a ruleset that the API cannot evaluate is an outage', async () => {
    const baseUrl = await upstream.listen((request, response) => {
      if (request.url?.includes('rs_1')) return answer(503, '')(request, response);
      answer(200, JSON.stringify({ event_id: ID, timestamp: Date.now() }))(request, response);
    });
    const { guard } = scene.guard({ baseUrl });
    await guard.check(requestFor(ID), undefined, { claim: false });
    const policy: PolicyConfig = { rules: { ruleset: ['deny', { rulesetId: 'rs_1' }] } };
    const decision = await guard.check(requestFor(ID), policy);
    expect(decision.signals).toMatchObject({ lookup: 'unavailable', lookupCause: 'status' });
  });

  test('is not the fault of clients whose lookup is under way when an outage begins', async () => {
    let isDown = false;
    let waiting: (() => void)[] = [];
    const baseUrl = await behind(() => (request, response) => {
      waiting.push(() => {
        if (isDown) return answer(503, '')(request, response);
        const id = request.url?.split('/').at(-1);
        answer(200, JSON.stringify({ event_id: id, timestamp: Date.now() }))(request, response);
      });
      // Half of the first ten are answered, and then nobody is.
      if (waiting.length < 10 && !isDown) return;
      for (const [at, end] of waiting.entries()) {
        isDown ||= at >= 5;
        end();
      }
      waiting = [];
    });
    const { guard } = scene.guard({ baseUrl });
    const decisions = await Promise.all(
      Array.from({ length: 10 }, (_, at) => guard.check(requestFor(`${ID}${at}`))),
    );
    expect(decisions.filter(({ blocked }) => blocked)).toEqual([]);
    expect(decisions.filter(({ failedOpen }) => failedOpen)).toHaveLength(5);
  });

  test('counts against the client that sends such IDs', async () => {
    const baseUrl = await behind((id) => (id.endsWith('.php') ? answer(403, '<html>') : undefined));
    const { guard } = scene.guard({ baseUrl, budget: { perSecond: 0.001, burst: 20 } });
    const ip = '203.0.113.9';
    for (let at = 0; at < 5; at++) await guard.check(requestFor(`${at}.php`, { ip }));
    expect(rulesOf(await guard.check(requestFor('6.php', { ip })))).toEqual(['lookup-limit']);
  });
});

describe('a base URL that ends in the path of the generation', () => {
  test('is understood', async () => {
    const { eventId } = await scene.emulator.createEvent();
    for (const end of ['/v4', '/v4/']) {
      const { guard } = scene.guard({ baseUrl: `${scene.emulator.url}${end}` });
      expect(verdictOf(await guard.check(requestFor(eventId), undefined, { claim: false }))).toEqual([
        'allow',
        false,
      ]);
    }
  });

  test.each([
    [{ baseUrl: 'https://api.example/v4', apiVersion: 'v3' }, 'without /v4'],
    [{ baseUrl: 'https://api.example/v4/', apiVersion: '2019' }, 'without /v4'],
    [{ baseUrl: 'https://api.example/v4/events' }, 'without the path of a call'],
    [{ baseUrl: 'https://api.example/events/', apiVersion: 'v3' }, 'without the path of a call'],
    [{ baseUrl: 'https://api.example/visitors', apiVersion: '2019' }, 'without the path of a call'],
  ] as const)('is refused if it cannot be intended: %j', (options, message) => {
    expect(() => scene.guard(options)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringContaining(message) }),
    );
  });

  test('is left alone if it is part of another path', () => {
    for (const baseUrl of [
      'https://api.example/v4/proxy',
      'https://api.example/myv4',
      'https://events.example/',
    ])
      expect(() => scene.guard({ baseUrl })).not.toThrow();
  });
});
