import { stat } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent } from 'undici';
import { ThreadPoolWatch } from '../../src/guard/thread-pool-watch.js';
import type { FingerprintGuardOptions } from '../../src/index.js';
import { createSharedLookup } from '../../src/server-api/shared-lookup.js';
import { fillThreadPool } from '../support/full-thread-pool.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';

/*
 * A connection to a host name waits for a thread to resolve it. Whoever has the application hash passwords or read files can
 * keep all threads busy.
 */

const scene = useEmulator();
const DEADLINE_MS = 300;

/** As many failures would open a breaker. */
const FORGED = Array.from({ length: 12 }, (_, index) => `forged-${index}`);

let free = async () => {};
afterEach(() => free());
function fill(): void {
  free = fillThreadPool();
}

const byName = () => scene.emulator.url.replace('127.0.0.1', 'localhost');

type Means = () => Partial<FingerprintGuardOptions> & { end?: () => Promise<void> };
const MEANS: [string, Means][] = [
  ['the pool of its own', () => ({})],
  ['a fetch', () => ({ fetch })],
  ['a dispatcher', () => ({ dispatcher: new Agent() })],
];

describe.each(MEANS)('a guard that connects by %s', (_what, means) => {
  const open = () => {
    const options = means();
    const on = scene.guard({ baseUrl: byName(), deadlineMs: DEADLINE_MS, ...options });
    return { ...on, end: async () => void (await (options.dispatcher as Agent | undefined)?.destroy()) };
  };

  test('lets nothing pass while no thread is free, and has its lookups right after', async () => {
    const { guard, end } = open();
    const { eventId } = await scene.emulator.createEvent();
    fill();
    for (const decision of await Promise.all(FORGED.map((id) => guard.check(requestFor(id))))) {
      expect(rulesOf(decision)).toEqual(['over-budget']);
      expect(decision).toMatchObject({
        blocked: true,
        failedOpen: false,
        error: { code: 'ERR_FP_OVERLOADED' },
        signals: { lookupCause: 'budget' },
      });
    }
    await free();
    expect(await guard.check(requestFor(eventId))).toMatchObject({ action: 'allow', source: 'api' });
    await end();
  });

  test('blames an API that does not answer while threads are free', async () => {
    const { guard, end } = open();
    scene.emulator.setFault({ kind: 'delay', ms: 60_000 });
    expect(await guard.check(requestFor('forged'))).toMatchObject({
      failedOpen: true,
      signals: { lookupCause: 'timeout' },
    });
    await end();
  });
});

test('a store whose answer waits for a thread has not failed', async () => {
  const claim = async () => Boolean(await stat('/'));
  const { guard } = scene.guard({ replayStore: { claim } });
  const [first, second] = await Promise.all([scene.emulator.createEvent(), scene.emulator.createEvent()]);
  fill();
  const decision = await guard.check(requestFor(first.eventId));
  expect([rulesOf(decision), decision.signals.replayStore]).toEqual([['over-budget'], undefined]);
  await free();
  expect((await guard.check(requestFor(second.eventId))).signals.reused).toBe(false);
});

test('a client of the API tells its own delay from that of the API', async () => {
  const { guard } = scene.guard({ baseUrl: byName(), deadlineMs: DEADLINE_MS });
  fill();
  await expect(guard.api.getEvent('id')).rejects.toMatchObject({ code: 'ERR_FP_OVERLOADED' });
  await free();
});

describe('the watch over threads', () => {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('counts the time in which none is free, and no other', async () => {
    const watch = new ThreadPoolWatch();
    fill();
    watch.look();
    watch.look();
    await pause(100);
    const fullMs = watch.fullMs();
    expect(fullMs).toBeGreaterThan(50);
    await free();
    let before: number;
    do {
      before = watch.fullMs();
      await pause(30);
    } while (watch.fullMs() !== before);
    expect(before).toBeGreaterThanOrEqual(fullMs);
  });

  test('looks at nothing while nobody asks', () => {
    expect(new ThreadPoolWatch().fullMs()).toBe(0);
  });
});

test('a host name is resolved once for all connections that are opened at a time, and anew for later ones', async () => {
  const lookup = createSharedLookup();
  const resolving = () =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'GetAddrInfoReqWrap').length;
  const resolve = (all: boolean) =>
    new Promise((resolved, failed) => {
      lookup('localhost', { all }, (error, address) => (error ? failed(error) : resolved(address)));
    });
  const before = resolving();
  const asked = [resolve(true), resolve(true), resolve(false)];
  expect(resolving() - before).toBe(2);
  const [first, second, single] = await Promise.all(asked);
  expect(first).toEqual(second);
  expect(first).toEqual(expect.arrayContaining([expect.objectContaining({ address: single })]));
  await new Promise(setImmediate);
  const later = resolve(true);
  expect(resolving() - before).toBe(1);
  expect(await later).toEqual(first);
  await expect(
    new Promise((_resolved, failed) => lookup('nobody.invalid', {}, (error) => failed(error))),
  ).rejects.toMatchObject({ syscall: 'getaddrinfo' });
});
