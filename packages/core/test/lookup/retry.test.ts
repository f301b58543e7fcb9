import { describe, expect, test } from '@jest/globals';
import { FingerprintError, type FingerprintErrorCode } from '../../src/index.js';
import { Breaker } from '../../src/lookup/breaker.js';
import { createRetryDelay } from '../../src/lookup/retry.js';
import { clock } from '../support/clock.js';
import { timed } from '../support/lateness.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const { listen } = useUpstream();

describe('the schedule of retries', () => {
  const NOW = 1_708_102_556_000;
  const failed = (code: FingerprintErrorCode, details: object = {}, more: object = {}) => ({
    id: 'id',
    error: new FingerprintError(code, 'x', details),
    attempt: 1,
    elapsedMs: 0,
    ...more,
  });
  const delay = createRetryDelay(
    { retryForMs: 1000 },
    () => NOW,
    () => 1,
  );

  test.each<[string, ReturnType<typeof failed>, number | undefined]>([
    ['a server error', failed('ERR_FP_API_STATUS', { status: 500 }), 100],
    ['the second time', failed('ERR_FP_API_STATUS', { status: 500 }, { attempt: 2 }), 200],
    ['the third time', failed('ERR_FP_API_STATUS', { status: 500 }, { attempt: 3 }), undefined],
    ['a broken connection', failed('ERR_FP_NETWORK'), 100],
    ['429', failed('ERR_FP_RATE_LIMITED', { status: 429 }), 100],
    ['429 that says when', failed('ERR_FP_RATE_LIMITED', { status: 429, retryAfterMs: 700 }), 700],
    ['503 that says when', failed('ERR_FP_API_STATUS', { status: 503, retryAfterMs: 700 }), 700],
    [
      'a request read too slowly, of v4',
      failed('ERR_FP_API_STATUS', { status: 400, apiCode: 'request_read_timeout' }),
      100,
    ],
    [
      'a request read too slowly, of v3',
      failed('ERR_FP_API_STATUS', { status: 400, apiCode: 'RequestReadTimeout' }),
      100,
    ],
    ['a redirect', failed('ERR_FP_API_STATUS', { status: 302 }), undefined],
    ['a time-out', failed('ERR_FP_TIMEOUT'), undefined],
    ['a wrong key', failed('ERR_FP_API_KEY', { status: 403 }), undefined],
    ['an ID that cannot be parsed', failed('ERR_FP_BAD_REQUEST', { status: 400 }), undefined],
    ['404 of an ID without a time', failed('ERR_FP_EVENT_NOT_FOUND'), 100],
    ['404 of a new ID', failed('ERR_FP_EVENT_NOT_FOUND', {}, { id: `${NOW - 1000}.abc` }), 100],
    ['404 of an older ID', failed('ERR_FP_EVENT_NOT_FOUND', {}, { id: `${NOW - 1001}.abc` }), undefined],
    ['404 after the lag', failed('ERR_FP_EVENT_NOT_FOUND', {}, { elapsedMs: 1000 }), undefined],
    [
      '404 many times within the lag',
      failed('ERR_FP_EVENT_NOT_FOUND', {}, { attempt: 9, elapsedMs: 900 }),
      1000,
    ],
  ])('%s', (_what, attempt, expected) => {
    expect(delay(attempt)).toBe(expected);
  });

  test('a lag of 0 asks once', () => {
    expect(createRetryDelay({ retryForMs: 0 }, () => NOW)(failed('ERR_FP_EVENT_NOT_FOUND'))).toBeUndefined();
  });
});

describe('a lookup on a bad day', () => {
  test('gives up at once if Retry-After does not fit the deadline, and says how long to wait', async () => {
    const { guard } = scene.guard({ deadlineMs: 900 });
    const { eventId } = await scene.emulator.createEvent();
    scene.emulator.setFault({ kind: 'status', status: 429, retryAfter: 1 });
    const judged = await timed(() => guard.check(requestFor(eventId)));
    expect(judged.value).toMatchObject({
      action: 'challenge',
      signals: { lookupCause: 'rate-limited', lookupStatus: 429, retryAfterMs: 1000 },
    });
    expect(judged.value.elapsedMs - judged.heldBackMs).toBeLessThan(500);
    expect(scene.emulator.requests()).toHaveLength(1);
    const next = await guard.check(requestFor((await scene.emulator.createEvent()).eventId));
    expect(next).toMatchObject({ action: 'challenge', signals: { lookupCause: 'budget' } });
    expect(scene.emulator.requests()).toHaveLength(1);
  });

  test('waits for an event that is not visible yet, unless nothing requires it', async () => {
    const { guard } = scene.guard();
    scene.emulator.setFault({ kind: 'lag', ms: 300 });
    const { eventId } = await scene.emulator.createEvent();
    const native = {};
    const attached = await guard.check(requestFor(eventId), undefined, {
      required: false,
      claim: false,
      native,
    });
    expect(attached.signals.lookup).toBe('unknown');
    expect(scene.emulator.requests()).toHaveLength(1);
    expect(await guard.check(requestFor(eventId), undefined, { native })).toMatchObject({
      action: 'allow',
      source: 'api',
    });
  });

  test('waits for signals that are still being computed', async () => {
    let calls = 0;
    const id = `${Date.now()}.abcdef`;
    const event = { event_id: id, timestamp: Date.now(), bot: 'not_detected' };
    const url = await listen((_request, response) => {
      const status = calls++ < 2 ? 'partially_completed' : 'completed';
      response.end(JSON.stringify({ ...event, incremental_identification_status: status }));
    });
    const { guard } = scene.guard({ baseUrl: url });
    expect(await guard.check(requestFor(id))).toMatchObject({ action: 'allow', event: { partial: false } });
    expect(calls).toBe(3);
  });

  test('returns what it has if they do not come, or if the API fails meanwhile', async () => {
    const { guard } = scene.guard({ lag: { retryForMs: 300 } });
    const { eventId } = await scene.emulator.createEvent('partial');
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['partial-event']);
    expect(scene.emulator.requests().length).toBeGreaterThan(1);
  });

  test('asks once for an ID whose time is past the lag', async () => {
    const { guard } = scene.guard();
    const id = `${Date.now() - 1500}.NLOjmg`;
    expect(rulesOf(await guard.check(requestFor(id)))).toEqual(['unknown-event']);
    expect(scene.emulator.requests()).toHaveLength(1);
  });

  test('reports the last answer if the deadline cuts a retry off', async () => {
    let calls = 0;
    const url = await listen((_request, response) => {
      if (calls++ === 0) response.writeHead(500).end('{}');
    });
    const { guard } = scene.guard({ baseUrl: url, deadlineMs: 400 });
    const { signals } = await guard.check(requestFor('id'));
    expect(signals).toMatchObject({ lookup: 'unavailable', lookupCause: 'status', lookupStatus: 500 });
    // The third asks whether the API answers others.
    expect(calls).toBe(3);
  });

  test('stays within a budget set by hand, and yields it if nothing requires the event', async () => {
    const { guard } = scene.guard({ budget: { perSecond: 5, burst: 2 }, cache: false });
    const events = await Promise.all(Array.from({ length: 12 }, () => scene.emulator.createEvent()));
    const decisions = await Promise.all(events.map(({ eventId }) => guard.check(requestFor(eventId))));
    const found = decisions.filter(({ signals }) => signals.lookup === 'found').length;
    const over = decisions.filter(({ signals }) => signals.lookupCause === 'budget');
    expect(found + over.length).toBe(12);
    // Two at once, and five a second for the half of the deadline a turn may take.
    expect(found).toBeGreaterThanOrEqual(6);
    expect(found).toBeLessThanOrEqual(8);
    expect(over.every(({ action, failedOpen }) => action === 'challenge' && !failedOpen)).toBe(true);
    const { eventId } = await scene.emulator.createEvent();
    const attached = await guard.check(requestFor(eventId), undefined, { required: false, claim: false });
    expect(attached.signals.lookupCause).toBe('budget');
  });
});

describe('the breaker', () => {
  const failure = (status: number) => () =>
    Promise.reject(new FingerprintError('ERR_FP_API_STATUS', 'x', { status }));
  const unknown = () => Promise.reject(new FingerprintError('ERR_FP_EVENT_NOT_FOUND', 'x', { status: 404 }));
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'ok',
      ({ code }) => code,
    );

  test('opens if most requests fail, and is not asked again for a while', async () => {
    const breaker = new Breaker(clock);
    for (let request = 0; request < 10; request++)
      expect(await codeOf(breaker.run(failure(500)))).toBe('ERR_FP_API_STATUS');
    expect(await codeOf(breaker.run(async () => 'never asked'))).toBe('ERR_FP_BREAKER_OPEN');
  });

  test('lets one request try, and the others do not wait for it', async () => {
    const breaker = new Breaker(clock, { halfOpenAfterMs: 0 });
    for (let request = 0; request < 10; request++) await codeOf(breaker.run(failure(500)));
    let answer: (value: string) => void = () => {};
    const trial = breaker.run(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve;
        }),
    );
    expect(await codeOf(breaker.run(async () => 'ok'))).toBe('ERR_FP_BREAKER_OPEN');
    answer('back');
    expect(await trial).toBe('back');
    expect(await codeOf(breaker.run(async () => 'ok'))).toBe('ok');
  });

  test('is never opened by what a client sends: unknown IDs show that the API is there', async () => {
    const breaker = new Breaker(clock);
    for (let request = 0; request < 100; request++) {
      await codeOf(breaker.run(unknown));
      if (request % 3 === 0) await codeOf(breaker.run(failure(500)));
    }
    expect(await codeOf(breaker.run(async () => 'ok'))).toBe('ok');
  });

  test('of a guard answers at once, under its own cause', async () => {
    const { guard } = scene.guard();
    scene.emulator.setFault({ kind: 'status', status: 500 });
    const causes = new Set<string | undefined>();
    for (let check = 0; check < 8; check++) {
      const { eventId } = await scene.emulator.createEvent();
      const { signals } = await guard.check(requestFor(eventId));
      causes.add(signals.lookupCause);
    }
    expect([...causes]).toEqual(['status', 'breaker-open']);
    const asked = scene.emulator.requests().length;
    const { signals, failedOpen } = await guard.check(
      requestFor((await scene.emulator.createEvent()).eventId),
    );
    expect(signals.lookupCause).toBe('breaker-open');
    expect(failedOpen).toBe(true);
    expect(scene.emulator.requests()).toHaveLength(asked);
  });
});
