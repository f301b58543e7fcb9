import { createHmac } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { describe, expect, jest, test } from '@jest/globals';
import {
  createMemoryEventCache,
  type EventCache,
  type FingerprintEvent,
  type FingerprintGuardOptions,
  receiveNative,
  type WebhookReceiverOptions,
} from '../../src/index.js';
import { requestFor, useEmulator } from '../support/scene.js';

const scene = useEmulator();

const SECRETS = 'secret';
const sign = (body: string) => `v1=${createHmac('sha256', SECRETS).update(body).digest('hex')}`;

/** A receiver, and what delivers to it. */
function receiver(options: Partial<FingerprintGuardOptions> = {}) {
  const { guard, warnings } = scene.guard(options);
  const receive = guard.createWebhookReceiver({ secrets: SECRETS });
  const deliver = (event: object) => {
    const body = JSON.stringify(event);
    return receive({ body, signature: sign(body) });
  };
  return { guard, warnings, receive, deliver };
}

/** A key as the guard asked for it, without the name of its account. */
const bare = (key: string) => key.replace(/^[0-9a-f]{24}:/, '');

/** An event cache that answers later, like one over a network, and records its calls. */
function remoteCache() {
  const memory = createMemoryEventCache();
  const calls: string[] = [];
  const cache: EventCache = {
    async get(key) {
      calls.push(`get ${bare(key)}`);
      await new Promise(setImmediate);
      return memory.get(bare(key));
    },
    async set(key, event, ttlMs) {
      calls.push(`set ${bare(key)} ${event.linkedId} ${ttlMs}`);
      await new Promise(setImmediate);
      memory.set(bare(key), event, ttlMs);
    },
    delete: (key) => memory.delete(bare(key)),
  };
  return { cache, calls, memory };
}

describe('a receiver is refused', () => {
  test.each<[string, string, Partial<FingerprintGuardOptions>, unknown]>([
    ['without an event cache', 'ERR_FP_OPTION', { cache: false }, { secrets: SECRETS }],
    ['with 2019, which has no webhooks', 'ERR_FP_UNSUPPORTED', { apiVersion: '2019' }, { secrets: SECRETS }],
    ['without options', 'ERR_FP_OPTION', {}, undefined],
    ['without a secret', 'ERR_FP_OPTION', {}, {}],
    ['with no secret in the list', 'ERR_FP_OPTION', {}, { secrets: [] }],
    ['with an empty secret', 'ERR_FP_OPTION', {}, { secrets: ['secret', ''] }],
    ['with an unknown option', 'ERR_FP_OPTION', {}, { secrets: SECRETS, secret: 'x' }],
  ])('%s', (_what, code, options, given) => {
    const { guard } = scene.guard(options);
    const create = () => guard.createWebhookReceiver(given as WebhookReceiverOptions);
    expect(create).toThrow(expect.objectContaining({ code }));
  });

  test('without an API key, because nothing is looked up', () => {
    const sealedKeys = [scene.emulator.sealedKey];
    const { guard } = scene.guard({ apiKey: undefined, sealedKeys });
    expect(() => guard.createWebhookReceiver({ secrets: SECRETS })).toThrow(/apiKey/);
  });
});

describe('a body', () => {
  const event = JSON.stringify({ event_id: 'of-bytes', timestamp: Date.now(), linked_id: 'Zoë' });

  test('is bytes, which stay the caller’s own', async () => {
    const { guard, receive } = receiver();
    const body = Buffer.from(event);
    expect(await receive({ body, signature: sign(event) })).toEqual({
      outcome: 'kept',
      status: 204,
      headers: {},
    });
    body.fill(0);
    const decision = await guard.check(requestFor('of-bytes'));
    expect(decision).toMatchObject({
      source: 'cache',
      event: { linkedId: 'Zoë', raw: { linked_id: 'Zoë' } },
    });
  });

  test('that is parsed is an error', async () => {
    const { receive } = receiver();
    for (const body of [JSON.parse(event), undefined, null]) {
      const delivery = { body: body as unknown as string, signature: sign(event) };
      await expect(receive(delivery)).rejects.toMatchObject({ code: 'ERR_FP_RAW_BODY' });
    }
  });

  test('counts in bytes, up to 1 MiB', async () => {
    const { receive } = receiver();
    const wide = (length: number) =>
      JSON.stringify({ event_id: 'wide', timestamp: 1, tags: { x: 'ë'.repeat(length) } });
    const [fits, exceeds] = [wide(2 ** 19 - 100), wide(2 ** 19)];
    expect(await receive({ body: fits, signature: sign(fits) })).toMatchObject({ outcome: 'kept' });
    expect(await receive({ body: exceeds, signature: sign(exceeds) })).toMatchObject({
      outcome: 'too-large',
    });
  });
});

test('a visit is not an event: it has no ID', async () => {
  const { deliver } = receiver();
  const visit = { timestamp: 1, time: '2019-05-21T16:40:13Z', url: 'https://shop.example/', ip: '192.0.2.1' };
  expect(await deliver(visit)).toMatchObject({ outcome: 'no-event', status: 400 });
});

describe('a body in a stream', () => {
  const take = (stream: PassThrough) =>
    receiveNative(receiver().receive, { headers: {}, kept: [], stream, advice: '' });

  test('is answered as soon as it is too large, whether it ends or not', async () => {
    const stream = new PassThrough();
    const answer = take(stream);
    for (let chunks = 0; chunks < 17; chunks++) stream.write(Buffer.alloc(65_536));
    expect(await answer).toMatchObject({ outcome: 'too-large', status: 413 });
  });

  test('that breaks off is an error', async () => {
    const stream = new PassThrough();
    const answer = take(stream);
    stream.destroy(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
  });
});

describe('what is kept', () => {
  test('is kept under the ID for as long as an event from a lookup', async () => {
    const { cache, calls } = remoteCache();
    const { deliver } = receiver({ cache, maxEventAgeMs: 300_000 });
    await deliver({ event_id: 'a', timestamp: 1, linked_id: 'x' });
    expect(calls).toEqual(['get a', 'set a x 300000']);
  });

  test('is the newest, however deliveries overlap', async () => {
    const { cache, memory, calls } = remoteCache();
    const { deliver } = receiver({ cache });
    const times = [3, 1, 4, 1, 5, 9, 2, 6];
    const outcomes = await Promise.all(
      times.map((timestamp) => deliver({ event_id: 'a', timestamp, linked_id: `at-${timestamp}` })),
    );
    expect(await memory.get('a')).toMatchObject({ timestamp: 9 });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      [3, 1, 4, 1, 5, 9, 2, 6].map((time) => ([3, 4, 5, 9].includes(time) ? 'kept' : 'known')),
    );
    expect(calls.filter((call) => call.startsWith('set'))).toHaveLength(4);
  });

  test('is replaced by a whole event if it is partial, or has another ID', async () => {
    for (const held of [{ partial: true }, { eventId: 'b' }]) {
      const { cache, memory } = remoteCache();
      const { deliver } = receiver({ cache });
      const other = { eventId: 'a', timestamp: 9, failed: {}, generation: 'v4', raw: {}, ...held };
      memory.set('a', other as unknown as FingerprintEvent, 60_000);
      expect(await deliver({ event_id: 'a', timestamp: 1 })).toMatchObject({ outcome: 'kept' });
      expect(await memory.get('a')).toMatchObject({ eventId: 'a', timestamp: 1 });
    }
  });
});

test('a cache that hangs is abandoned after a second, and logged; the next delivery is processed', async () => {
  jest.useFakeTimers();
  const { cache } = remoteCache();
  let hangs = true;
  const get = (key: string) => (hangs ? new Promise<undefined>(() => {}) : cache.get(key));
  const { deliver, warnings } = receiver({ cache: { ...cache, get } });
  const first = deliver({ event_id: 'a', timestamp: 1 });
  await jest.advanceTimersByTimeAsync(999);
  hangs = false;
  const second = deliver({ event_id: 'a', timestamp: 1 });
  // The second itself, and a turn for an answer that arrived in it.
  await jest.advanceTimersByTimeAsync(2);
  expect(await first).toMatchObject({ outcome: 'not-kept', status: 503 });
  await jest.advanceTimersByTimeAsync(10);
  expect(await second).toMatchObject({ outcome: 'kept', status: 204 });
  expect(warnings).toEqual([expect.stringContaining('cache')]);
  jest.useRealTimers();
});

describe('a check under way', () => {
  test('receives a whole delivered event, whatever the API then says, and so do checks that join it', async () => {
    const { guard, deliver } = receiver({ lag: { retryForMs: 1500 } });
    const checks = [
      guard.check(requestFor('soon')),
      guard.check(requestFor('soon'), undefined, { claim: false }),
    ];
    await deliver({
      event_id: 'soon',
      timestamp: Date.now(),
      incremental_identification_status: 'partially_completed',
    });
    await deliver({
      event_id: 'soon',
      timestamp: Date.now(),
      incremental_identification_status: 'completed',
    });
    for (const decision of await Promise.all(checks)) {
      expect(decision).toMatchObject({ source: 'cache', event: { eventId: 'soon', partial: false } });
    }
    expect(await guard.check(requestFor('soon'))).toMatchObject({ source: 'cache' });
  });

  test('receives it even if another check of the same event has timed out', async () => {
    const { guard, deliver } = receiver({ lag: { retryForMs: 1500 } });
    const waiting = guard.check(requestFor('soon'));
    const attached = await guard.check(requestFor('soon'), undefined, { required: false });
    expect(attached.signals.lookup).toBe('unknown');
    await deliver({ event_id: 'soon', timestamp: Date.now() });
    expect(await waiting).toMatchObject({ source: 'cache' });
  });

  test('is not affected by the delivery of another event', async () => {
    const { guard, deliver } = receiver({ lag: { retryForMs: 0 } });
    const check = guard.check(requestFor('mine'));
    await deliver({ event_id: 'other', timestamp: Date.now() });
    expect(await check).toMatchObject({ source: 'none', signals: { lookup: 'unknown' } });
  });
});
