import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as connectTo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Agent, type Dispatcher, ProxyAgent, fetch as undiciFetch } from 'undici';
import { openFixture } from '../../../testing/src/fixture.js';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type FingerprintGuardOptions,
} from '../../src/index.js';
import { timed } from '../support/lateness.js';
import { requestFor, rulesOf } from '../support/scene.js';

/*
 * An application's own dispatcher or fetch may have few connections, and what clients send at once queues for them where the
 * guard cannot see it.
 */

const LATENCY_MS = 40;
const DEADLINE_MS = 400;
const FLOOD = 60;

/** A probe blames its own process once it had no thread for this long, a quarter of its time. In ms. */
const HINDERED_MS = 40;

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends) await end();
});

const given = <T extends Dispatcher>(dispatcher: T): T => {
  ends.push(() => dispatcher.destroy());
  return dispatcher;
};

/** A proxy that opens tunnels. */
async function startProxy(): Promise<string> {
  const proxy: Server = createServer().on('connect', (request, socket) => {
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connectTo(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    for (const end of [upstream, socket]) end.on('error', () => {});
    ends.push(async () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => proxy.close(resolve)));
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

/** One request at a time, that no signal ends. */
function oneAtATime(): NonNullable<FingerprintGuardOptions['fetch']> {
  let last: Promise<unknown> = Promise.resolve();
  return (url, { signal: _unheeded, ...init }) => {
    const answer = last.then(() => fetch(url, init));
    last = answer.catch(() => {});
    return answer;
  };
}

const fetchOver =
  (dispatcher: Dispatcher): NonNullable<FingerprintGuardOptions['fetch']> =>
  (url, init) =>
    undiciFetch(url, { ...init, dispatcher } as never) as unknown as Promise<Response>;

type Means = () => Partial<FingerprintGuardOptions> | Promise<Partial<FingerprintGuardOptions>>;

const ONE: [string, Means][] = [
  ['an agent with one connection', () => ({ dispatcher: given(new Agent({ connections: 1 })) })],
  [
    'an agent that sends several requests over one',
    () => ({ dispatcher: given(new Agent({ connections: 1, pipelining: 8 })) }),
  ],
  ['an agent with four', () => ({ dispatcher: given(new Agent({ connections: 4 })) })],
  [
    'a proxy with one',
    async () => ({
      dispatcher: given(
        new ProxyAgent({ uri: await startProxy(), connections: 1, proxyTunnel: true } as ProxyAgent.Options),
      ),
    }),
  ],
  ['a fetch with one', () => ({ fetch: fetchOver(given(new Agent({ connections: 1 }))) })],
  ['a fetch with four', () => ({ fetch: fetchOver(given(new Agent({ connections: 4 }))) })],
  ['a fetch that ignores its signal', () => ({ fetch: oneAtATime() })],
];

/** A guard over an emulator of its own: tests of single checks wait, and run side by side. */
async function open(means: Means) {
  const fixture = await openFixture(createFingerprintGuard);
  ends.push(fixture.close);
  const guard = fixture.guard({ deadlineMs: DEADLINE_MS, lag: { retryForMs: 0 }, ...(await means()) });
  return { guard, emulator: fixture.emulator };
}

/** A busy machine may hold this process up, which says nothing of the API: then they are made again. */
const checkAll = async (guard: FingerprintGuard, checks: number): Promise<Decision[]> => {
  const decisions = await checkOnce(guard, checks);
  const isHeldUp = decisions.some(({ error }) => error?.code === 'ERR_FP_OVERLOADED');
  return isHeldUp ? checkAll(guard, checks) : decisions;
};
const checkOnce = (guard: FingerprintGuard, checks: number): Promise<Decision[]> =>
  Promise.all(Array.from({ length: checks }, (_, index) => guard.check(requestFor(`id-${index}`))));

const passes = ({ blocked, failedOpen }: Decision) => !blocked || failedOpen;

/** A deadline is extended only while this process does not run; nor does the emulator, which is in it, answer then. */
const wasHeldUp = ({ elapsedMs }: Decision) => elapsedMs > DEADLINE_MS + 100;

/** Two floods of forged IDs; anew, if one passes that the machine held up. */
async function flooded(means: Means): ReturnType<typeof flood> {
  const result = await flood(means);
  return result.decisions.some((decision) => passes(decision) && wasHeldUp(decision))
    ? flooded(means)
    : result;
}

async function flood(means: Means) {
  const { guard, emulator } = await open(means);
  emulator.setFault({ kind: 'delay', ms: LATENCY_MS });
  const decisions = [...(await checkOnce(guard, FLOOD)), ...(await checkOnce(guard, FLOOD))];
  return { guard, emulator, decisions };
}

/** Behind this dispatcher, no probe is made while lookups wait; the next check waits for longer than a probe takes. */
const probed = (guard: FingerprintGuard) => checkAll(guard, 1);

const causesOf = (decisions: Decision[]) => [...new Set(decisions.map(({ signals }) => signals.lookupCause))];

describe.each(ONE)('forged IDs that queue before %s', (_what, means) => {
  test('never pass, and leave the breaker closed', async () => {
    const { guard, emulator, decisions } = await flooded(means);
    expect(decisions.filter(passes)).toEqual([]);
    expect(new Set(decisions.flatMap(rulesOf))).toEqual(new Set(['unknown-event', 'over-budget']));
    emulator.clearFaults();
    const { eventId } = await emulator.createEvent();
    let honest: Decision;
    do honest = await guard.check(requestFor(eventId));
    while (honest.signals.lookupCause === 'budget');
    expect(honest).toMatchObject({ action: 'allow', source: 'api' });
  });
});

describe('an API that does not answer', () => {
  async function openSilent(means: Means) {
    const { guard, emulator } = await open(means);
    emulator.setFault({ kind: 'delay', ms: 60_000 });
    return guard;
  }

  test.concurrent.each(ONE)('is blamed by a lookup that did not queue: %s', async (_what, means) => {
    const guard = await openSilent(means);
    const [decision] = await checkAll(guard, 1);
    expect(decision).toMatchObject({ failedOpen: true, signals: { lookupCause: 'timeout' } });
  });

  /**
   * How lookups end that are to open the breaker, and one after them; anew, if a busy machine held this process up: then
   * the probe that would open it says nothing about the API.
   */
  async function untilOpen(
    means: Means,
    failing: (guard: FingerprintGuard) => Promise<Decision[]>,
  ): Promise<{ before: unknown[]; after: unknown[] }> {
    const { value, heldBackMs, noThreadMs } = await timed(async () => {
      const guard = await openSilent(means);
      const before = causesOf(await failing(guard));
      await probed(guard);
      return { before, after: causesOf(await checkAll(guard, 1)) };
    });
    const isHindered = Math.max(heldBackMs, noThreadMs) >= HINDERED_MS;
    return isHindered && !value.after.includes('breaker-open') ? untilOpen(means, failing) : value;
  }

  test('is blamed by all lookups that have a connection', async () => {
    const means = () => ({ dispatcher: given(new Agent()) });
    const { before, after } = await untilOpen(means, (guard) => checkAll(guard, 12));
    expect([before, after]).toEqual([['timeout'], ['breaker-open']]);
  });

  test('opens the breaker although most never have a connection', async () => {
    const means = () => ({ dispatcher: given(new Agent({ connections: 4 })) });
    const { before, after } = await untilOpen(means, async (guard) => {
      const decisions: Decision[] = [];
      const timeouts = () => decisions.filter(({ signals }) => signals.lookupCause === 'timeout').length;
      while (timeouts() < 10) decisions.push(...(await checkAll(guard, 40)));
      return decisions;
    });
    expect([before, after]).toEqual([['timeout', 'budget'], ['breaker-open']]);
  });

  test('over a fetch, is blamed by all lookups if none is answered', async () => {
    const guard = await openSilent(() => ({ fetch }));
    expect(causesOf(await checkAll(guard, 12))).toEqual(['timeout']);
  });

  test.concurrent('however steadily it is asked over a fetch, is blamed soon', async () => {
    let answers = true;
    const turning: NonNullable<FingerprintGuardOptions['fetch']> = (url, init) => {
      if (answers) return fetch(url, init);
      return new Promise((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    };
    const { guard } = await open(() => ({ fetch: turning }));
    const checks: Promise<Decision>[] = [];
    let last: Decision | undefined;
    for (let index = 0; last?.signals.lookupCause !== 'breaker-open'; index++) {
      if (index === 20) answers = false;
      checks.push(
        guard.check(requestFor(`id-${index}`)).then((decision) => {
          last = decision;
          return decision;
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(causesOf(await Promise.all(checks))).toContain('timeout');
  });
});

test('waiting for a connection that never opens is not queueing', async () => {
  const nowhere = given(new Agent({ connections: 4, connect: () => {} }));
  const { guard } = await open(() => ({ dispatcher: nowhere }));
  const decisions = await checkAll(guard, 12);
  expect(causesOf(decisions)).toEqual(['timeout']);
  expect(decisions.every(({ failedOpen }) => failedOpen)).toBe(true);
});

test("a call that its caller ends rejects with the caller's reason, however many queue", async () => {
  const { guard, emulator } = await open(() => ({ dispatcher: given(new Agent({ connections: 1 })) }));
  emulator.setFault({ kind: 'delay', ms: 60_000 });
  const first = guard.api.getEvent('first').catch(() => {});
  const controller = new AbortController();
  const second = guard.api.getEvent('second', { signal: controller.signal });
  const reason = new Error('enough');
  await new Promise(setImmediate);
  controller.abort(reason);
  await expect(second).rejects.toBe(reason);
  await first;
});
