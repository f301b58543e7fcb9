import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { freePort } from '../../../../test/support/free-port.js';
import {
  createFingerprintGuard,
  createServerApi,
  type FingerprintGuardOptions,
  type ServerApiOptions,
} from '../../src/index.js';
import { MAX_CONNECTIONS } from '../../src/server-api/transport.js';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A request at an API made of sockets: the connection it came on, by its order, and how many came on it before. */
interface Arrived {
  connection: number;
  before: number;
  head: string;
  socket: Socket;
}

const answer = ({ head, socket }: Arrived, header = ''): void => {
  const id = /\/v4\/events\/([^ ?]+)/.exec(head)?.[1];
  const body = JSON.stringify({ event_id: id ?? 'edge', timestamp: Date.now() });
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${header}\r\n${body}`);
};

async function openApi(onRequest: (arrived: Arrived) => void = answer) {
  const sockets: Socket[] = [];
  const requests: Arrived[] = [];
  const server = createServer((socket) => {
    const connection = sockets.push(socket) - 1;
    let before = 0;
    socket.unref().on('error', () => {});
    socket.on('data', (bytes) => {
      const arrived = { connection, before: before++, head: bytes.toString(), socket };
      requests.push(arrived);
      onRequest(arrived);
    });
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  endings.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    sockets,
    requests,
    guard(options: Partial<FingerprintGuardOptions> = {}) {
      const guard = createFingerprintGuard({ apiKey: 'key', baseUrl, logger: false, ...options });
      endings.push(() => guard.close());
      const check = async () => {
        const { signals } = await guard.check({
          method: 'POST',
          url: '/',
          headers: {},
          body: { eventId: newId() },
        });
        return signals.lookup;
      };
      return { ...guard, lookup: check };
    },
    client(options: Partial<ServerApiOptions> = {}) {
      const api = createServerApi({ apiKey: 'key', baseUrl, ...options });
      endings.push(() => api.close());
      return api;
    },
  };
}

let ids = 0;
const newId = () => `${Date.now()}.id${ids++}`;
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const accepted = (server: Awaited<ReturnType<typeof openApi>>['server']) => once(server, 'connection');

/** Lets sockets emit the events that are due. */
const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
};

describe('connections to the API', () => {
  test('do not keep a process alive', async () => {
    // Those of test files that ran before in this process may still be closing.
    const countHolding = () =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
    const before = countHolding();
    const api = await openApi();
    const guard = api.guard();
    await guard.warmUp();
    expect(await guard.lookup()).toBe('found');
    expect(countHolding()).toBeLessThanOrEqual(before);
  });

  test('are open before the first check after a warm-up, which sends no request', async () => {
    const api = await openApi();
    const guard = api.guard();
    expect(api.sockets).toHaveLength(0);
    await guard.warmUp();
    while (api.sockets.length < 11) await accepted(api.server);
    expect(api.requests).toHaveLength(0);
    expect(await Promise.all(times(11, guard.lookup))).toEqual(times(11, () => 'found'));
    // Others are opened in their place for the next burst, and none of these requests waits for one.
    expect(new Set(api.requests.map(({ connection }) => connection))).toEqual(new Set(Array(11).keys()));
  });

  test('are opened once the requests that have one are sent', async () => {
    const api = await openApi();
    const guard = api.guard({ connections: { spare: 2 } });
    await guard.warmUp();
    await guard.lookup();
    // Its connection is free a turn after its answer.
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    const done: string[] = [];
    const notes = {
      'net.client.socket': () => void done.push('opened'),
      'undici:client:sendHeaders': () => void done.push('sent'),
    };
    for (const [channel, note] of Object.entries(notes)) subscribe(channel, note);
    expect(await Promise.all(times(5, guard.lookup))).toEqual(times(5, () => 'found'));
    for (const [channel, note] of Object.entries(notes)) unsubscribe(channel, note);
    expect(done.slice(0, 5)).toEqual(['sent', 'sent', 'sent', 'opened', 'opened']);
  });

  test('are not opened by an idle guard, nor by a second warm-up, nor after the guard is closed', async () => {
    const api = await openApi();
    const guard = api.guard({ connections: { spare: 0 } });
    await guard.warmUp();
    await guard.warmUp();
    expect(api.sockets).toHaveLength(1);
    await guard.close();
    await guard.warmUp();
    const keyless = api.guard({ apiKey: undefined, sealedKeys: [Buffer.alloc(32).toString('base64')] });
    await keyless.warmUp();
    expect(api.sockets).toHaveLength(1);
  });

  test('that cannot be opened make a warm-up neither reject nor wait', async () => {
    const api = await openApi();
    api.server.close();
    await api.guard().warmUp();
  });

  test('that are found closed cost another attempt: no failure, no turn, and the breaker stays closed', async () => {
    const api = await openApi((arrived) => {
      if (arrived.before > 0) arrived.socket.resetAndDestroy();
      else answer(arrived);
    });
    const guard = api.guard({ budget: { perSecond: 0.001, burst: 24 }, connections: { spare: 0 } });
    for (let time = 0; time < 24; time++) expect(await guard.lookup()).toBe('found');
    expect(api.requests.filter(({ before }) => before > 0).length).toBeGreaterThan(10);
  });

  test.each([['no spare ones'], ['spare ones', 10]])(
    'that are found closed cost an analysis another attempt, with %s',
    async (_what, spare = 0) => {
      const api = await openApi((arrived) => {
        if (arrived.before > 0) arrived.socket.resetAndDestroy();
        else answer(arrived);
      });
      const guard = api.guard({ connections: { spare } });
      const headers = { host: 'shop.example', 'user-agent': 'Mozilla/5.0' };
      const check = () => guard.checkEdge({ method: 'GET', url: '/', headers, ip: '203.0.113.7' });
      for (let time = 0; time < 24; time++) expect((await check()).signals.lookup).toBe('found');
      expect(api.requests.filter(({ before }) => before > 0).length).toBeGreaterThan(10);
      expect(api.requests.every(({ head }) => head.startsWith('POST /v4/edge'))).toBe(true);
    },
  );

  test('that break on new ones, too, are a failure', async () => {
    const api = await openApi((arrived) => {
      if (arrived.connection > 0 || arrived.before > 0) arrived.socket.resetAndDestroy();
      else answer(arrived);
    });
    const client = api.client();
    await client.getEvent(newId());
    await expect(client.getEvent(newId())).rejects.toMatchObject({ code: 'ERR_FP_NETWORK' });
    expect(api.requests).toHaveLength(3);
  });

  test('that break under an answer are a failure', async () => {
    const api = await openApi((arrived) => {
      if (arrived.before === 0) return answer(arrived);
      arrived.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{');
      arrived.socket.end();
    });
    const client = api.client({ connections: { spare: 0 } });
    await client.getEvent(newId());
    await expect(client.getEvent(newId())).rejects.toMatchObject({ code: 'ERR_FP_NETWORK' });
    expect(api.requests).toHaveLength(2);
  });

  test('that are new are a failure if they break under a change: it may have been made', async () => {
    const api = await openApi(({ socket }) => socket.end());
    await expect(api.client().updateEvent(newId(), { suspect: true })).rejects.toMatchObject({
      code: 'ERR_FP_NETWORK',
    });
    expect(api.requests).toHaveLength(1);
  });

  test('that may be closed by now get no change, and make room for the new ones that do', async () => {
    const api = await openApi((arrived) => {
      if (arrived.before > 0) arrived.socket.resetAndDestroy();
      else answer(arrived);
    });
    const client = api.client({ connections: { spare: 2 } });
    await client.getEvent(newId());
    const change = () => client.updateEvent(newId(), { suspect: true });
    for (let time = 0; time < 40; time++) await change();
    const countOpen = () => api.sockets.filter(({ closed }) => !closed).length;
    await turns();
    expect(countOpen()).toBeLessThan(20);
    await Promise.all(times(150, change));
    expect(new Set(api.requests.map(({ before }) => before))).toEqual(new Set([0]));
    await turns();
    expect(countOpen()).toBeLessThanOrEqual(128);
  });

  test('that are found timed out before their first request cost another attempt', async () => {
    const api = await openApi((arrived) => {
      if (arrived.connection > 0) return answer(arrived);
      arrived.socket.end('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    const guard = api.guard({ connections: { spare: 0 } });
    await guard.warmUp();
    await guard.api.getEvent(newId());
    expect(api.requests).toMatchObject([{ connection: 0 }, { connection: 1 }]);
  });

  test('that are new and time out are a failure', async () => {
    const api = await openApi(({ socket }) => {
      socket.end('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
    await expect(api.client().getEvent(newId())).rejects.toMatchObject({ status: 408 });
    expect(api.requests).toHaveLength(1);
  });

  test('are closed after idleMs without a request', async () => {
    const api = await openApi();
    const guard = api.guard({ connections: { idleMs: 50, spare: 1 } });
    await guard.warmUp();
    await Promise.all(api.sockets.map((socket) => once(socket.resume(), 'close')));
    expect(api.sockets).toHaveLength(2);
  });

  test('that the API closes early are replaced by one, as long as there is traffic', async () => {
    const api = await openApi();
    const guard = api.guard({ connections: { spare: 2 } });
    await guard.warmUp();
    await new Promise((passed) => setTimeout(passed, 1100));
    const replaced = accepted(api.server);
    for (const socket of [...api.sockets]) socket.end();
    await replaced;
    const [last] = api.sockets.slice(-1);
    expect(await guard.lookup()).toBe('found');
    expect(api.requests[0]?.socket).toBe(last);
    expect(api.sockets.length).toBeLessThanOrEqual(6);
  });

  test('that the API closes at once are not opened again and again', async () => {
    const api = await openApi();
    const guard = api.guard({ connections: { spare: 2 } });
    api.server.on('connection', (socket: Socket) => socket.end());
    await guard.warmUp();
    await Promise.all(api.sockets.map((socket) => (socket.closed ? undefined : once(socket, 'close'))));
    await new Promise((passed) => setTimeout(passed, 50));
    expect(api.sockets).toHaveLength(3);
  });

  test('that are closed with an answer get no other request, however many wait', async () => {
    const api = await openApi((arrived) => {
      answer(arrived);
      arrived.socket.end();
    });
    const { lookup } = api.guard({ deadlineMs: 5000 });
    const found = await Promise.all(times(MAX_CONNECTIONS + 40, lookup));
    expect(new Set(found)).toEqual(new Set(['found']));
    expect(api.requests).toHaveLength(found.length);
  });

  test('that were closed in this turn get no request', async () => {
    const sockets: Socket[] = [];
    const note = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
    const api = await openApi();
    const client = api.client({ connections: { spare: 0 } });
    subscribe('net.client.socket', note);
    await client.getEvent(newId());
    unsubscribe('net.client.socket', note);
    await turns();
    for (const socket of sockets) socket.destroy();
    await client.getEvent(newId());
    expect(api.requests).toMatchObject([{ connection: 0 }, { connection: 1 }]);
  });
});

function injectTime(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  endings.push(async () => jest.useRealTimers());
}

/** An API that closes connections after a time without a request, and does not announce it. Time is injected. */
async function openApiWithTimeout(timeoutMs: number | undefined) {
  injectTime();
  const idle = new Map<Socket, { since: number; timer: ReturnType<typeof setTimeout> | undefined }>();
  const state = {
    timeoutMs,
    answer,
    /** The number of requests that came when the API had just closed their connection. */
    lost: 0,
    /** The connections that the client closed, not the API. */
    left: [] as number[],
  };
  const startTimer = (socket: Socket) => {
    const timer = state.timeoutMs && setTimeout(() => socket.end(), state.timeoutMs);
    idle.set(socket, { since: performance.now(), timer: timer || undefined });
  };
  const api = await openApi((arrived) => {
    const { since = 0, timer } = idle.get(arrived.socket) ?? {};
    clearTimeout(timer);
    if (state.timeoutMs && performance.now() - since > state.timeoutMs - LINE_MS) {
      state.lost++;
      arrived.socket.resetAndDestroy();
    } else {
      state.answer(arrived);
      startTimer(arrived.socket);
    }
  });
  api.server.on('connection', (socket: Socket) => {
    startTimer(socket);
    socket.on('end', () => {
      clearTimeout(idle.get(socket)?.timer);
      if (!socket.writableEnded) state.left.push(api.sockets.indexOf(socket));
    });
  });
  return Object.assign(state, api, {
    async opened(count: number) {
      while (api.sockets.length < count) await accepted(api.server);
      await turns();
    },
    async closed(count = api.sockets.length) {
      for (const socket of api.sockets.slice(0, count)) if (!socket.closed) await once(socket, 'close');
      await turns();
    },
  });
}

/** The time that a request is on its way, ms. */
const LINE_MS = 50;

const pass = async (ms: number) => {
  await turns();
  jest.advanceTimersByTime(ms);
  await turns();
};

describe('connections to an API that closes idle ones unannounced', () => {
  test('are closed before it does, and replaced, so that no request comes too late', async () => {
    const api = await openApiWithTimeout(5000);
    const guard = api.guard({ connections: { spare: 0 } });
    expect(await guard.lookup()).toBe('found');
    for (const lost of [1, 2]) {
      await pass(4980);
      expect(await guard.lookup()).toBe('found');
      expect(api.lost).toBe(lost);
    }
    for (let login = 0; login < 10; login++) {
      const ready = api.sockets.length;
      await pass(4500);
      await api.opened(ready + 1);
      await pass(480);
      expect(await guard.lookup()).toBe('found');
      expect(api.requests.at(-1)).toMatchObject({ connection: ready, before: 0 });
    }
    expect(api.lost).toBe(2);
    expect(api.sockets.length).toBe(13);
    expect(api.left).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('are closed before it does if they have had no request, until it may have changed', async () => {
    const api = await openApiWithTimeout(5000);
    const guard = api.guard({ connections: { spare: 2 } });
    await guard.warmUp();
    for (const opened of [4, 5]) {
      await pass(5000);
      await api.opened(opened);
    }
    expect(api.left).toEqual([]);
    for (const opened of [6, 7]) {
      await pass(4500);
      await api.opened(opened);
    }
    expect(api.left).toEqual([4, 5]);

    api.timeoutMs = undefined;
    await pass(30 * 60_000);
    await api.closed();
    const opened = api.sockets.length;
    await guard.warmUp();
    await pass(54_900);
    expect(Math.max(...api.left)).toBeLessThan(opened);
  });

  test('are kept for idleMs after a request if it waits for less only before the first one', async () => {
    const api = await openApiWithTimeout(5000);
    const guard = api.guard({ connections: { spare: 0 } });
    await guard.warmUp();
    for (const opened of [2, 3]) {
      await pass(5000);
      await api.opened(opened);
    }
    api.timeoutMs = undefined;
    await pass(4500);
    await api.opened(4);
    expect(await guard.lookup()).toBe('found');
    await pass(54_900);
    expect(api.left).toEqual([2]);
    expect(api.requests).toMatchObject([{ connection: 3 }]);
  });

  test('are kept for idleMs after a restart, which closes all of them', async () => {
    const api = await openApiWithTimeout(undefined);
    const guard = api.guard({ connections: { spare: 2 } });
    await guard.warmUp();
    await Promise.all(times(2, guard.lookup));
    await pass(5000);
    for (const socket of api.sockets) socket.end();
    await api.closed();
    await guard.warmUp();
    expect(await guard.lookup()).toBe('found');
    await pass(54_900);
    expect(api.left).toEqual([]);
    await pass(100);
    await api.closed();
    expect(api.left.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ['after idleMs', ''],
    ['as the API tells', 'keep-alive: timeout=10\r\n'],
  ])('are kept for idleMs, however often the guard itself closed them: %s', async (_what, header) => {
    const api = await openApiWithTimeout(undefined);
    const guard = api.guard({ connections: { spare: 0 } });
    api.answer = (arrived) => answer(arrived, header);
    for (let time = 0; time < 3; time++) {
      expect(await guard.lookup()).toBe('found');
      await pass(55_000);
      await api.closed();
    }
    api.answer = answer;
    expect(await guard.lookup()).toBe('found');
    await pass(54_900);
    expect(api.left).toEqual([0, 1, 2]);
  });

  test('are kept for idleMs if it closed them because of requests', async () => {
    const api = await openApiWithTimeout(undefined);
    const guard = api.guard({ connections: { spare: 0 } });
    expect(await guard.lookup()).toBe('found');
    for (let time = 0; time < 2; time++) {
      await pass(5000);
      const silent = new Promise<Arrived>((arrived) => {
        api.answer = arrived;
      });
      const lookup = guard.lookup();
      const { socket } = await silent;
      api.answer = answer;
      await pass(600);
      socket.end();
      expect(await lookup).toBe('found');
    }
    await pass(54_900);
    expect(api.left).toEqual([]);
  });

  test.each([800, 1400])('are not closed even earlier if it does so after %d ms', async (timeoutMs) => {
    const api = await openApiWithTimeout(timeoutMs);
    const guard = api.guard({ connections: { spare: 0 } });
    expect(await guard.lookup()).toBe('found');
    for (let time = 0; time < 5; time++) {
      await pass(timeoutMs - 1);
      await pass(1);
      await api.closed(time + 1);
      expect(await guard.lookup()).toBe('found');
    }
    expect(api.left).toEqual([]);
    expect(api.sockets.length).toBe(6);
  });
});

/** An API behind connections that can die without a word, as when a firewall forgets them. */
async function openApiBehindLine() {
  const dead = new Set<number>();
  const line = { dead, answer };
  const waiting = new Set<() => void>();
  const api = await openApi((arrived) => {
    for (const check of waiting) check();
    if (!dead.has(arrived.connection)) line.answer(arrived);
  });
  return Object.assign(line, api, {
    arrived: (count: number) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (api.requests.length >= count) resolve();
        };
        waiting.add(check);
        check();
      }),
    /** Uses the guard's connections; returns all of them, the one that is used next first. */
    async warm({ warmUp, lookup }: ReturnType<typeof api.guard>) {
      await warmUp();
      await lookup();
      await turns();
      const { connection: latest } = api.requests.at(-1) as Arrived;
      return [latest, ...api.sockets.keys()].filter((each, at) => at === 0 || each !== latest);
    },
  });
}

const found = (count: number) => times(count, () => 'found');

describe('connections that died without a word', () => {
  test.each([1000, 400])('deny nobody if others live, within a deadline of %d ms', async (deadlineMs) => {
    const api = await openApiBehindLine();
    const guard = api.guard({ deadlineMs });
    const connections = await api.warm(guard);
    const before = api.requests.length;
    // The next one is dead, the one after that lives, and so on.
    const used = new Set<number>();
    api.answer = (arrived) => {
      used.add(arrived.connection);
      const at = [...used].indexOf(arrived.connection);
      if (!connections.includes(arrived.connection) || at % 2 === 1) answer(arrived);
    };
    expect(await guard.lookup()).toBe('found');
    const old = api.requests.slice(before).filter(({ connection }) => connections.includes(connection));
    expect(old).toHaveLength(1);
  });

  test('cost those who are the first to use them another attempt, and nobody else anything', async () => {
    const api = await openApiBehindLine();
    const guard = api.guard({ deadlineMs: 1400 });
    const connections = await api.warm(guard);
    for (const connection of connections) api.dead.add(connection);
    expect(await Promise.all(times(2, guard.lookup))).toEqual(found(2));
    const before = api.requests.length;
    for (let time = 0; time < 3; time++) expect(await Promise.all(times(4, guard.lookup))).toEqual(found(4));
    expect(api.requests.slice(before).filter(({ connection }) => api.dead.has(connection))).toEqual([]);
    for (const connection of connections) {
      const socket = api.sockets[connection] as Socket;
      if (!socket.closed) await once(socket, 'close');
    }
  });

  test('are not suspected because an answer is late', async () => {
    injectTime();
    const api = await openApiBehindLine();
    const guard = api.guard();
    await api.warm(guard);
    const before = api.sockets.length;
    api.answer = (arrived) => void setTimeout(answer, 400, arrived);
    for (let pair = 1; pair <= 3; pair++) {
      const requests = api.requests.length;
      const first = guard.lookup();
      await api.arrived(requests + 1);
      await pass(200);
      const second = guard.lookup();
      await api.arrived(requests + 2);
      await pass(400);
      expect(await Promise.all([first, second])).toEqual(found(2));
      await turns();
    }
    expect(api.sockets.length - before).toBeLessThanOrEqual(2 * 3);
  });

  test('are not suspected in the very moment after a slow answer', async () => {
    const api = await openApiBehindLine();
    const guard = api.guard();
    await api.warm(guard);
    const open = api.sockets.length;
    const held: Arrived[] = [];
    api.answer = (arrived) => void setTimeout(answer, 150, arrived);
    await guard.lookup();
    api.answer = (arrived) => void held.push(arrived);
    const burst = Promise.all(times(5, guard.lookup));
    while (held.length < 5) await turns();
    for (const arrived of held) answer(arrived);
    expect(await burst).toEqual(found(5));
    expect(held.filter(({ connection }) => connection >= open)).toEqual([]);
  });

  test('are not suspected, again and again, because all answers are slow', async () => {
    injectTime();
    const api = await openApiBehindLine();
    const client = api.client({ connections: { spare: 2 } });
    const asked: Promise<unknown>[] = [];
    api.answer = (arrived) => void setTimeout(answer, 1000, arrived);
    for (let time = 1; time <= 100; time++) {
      asked.push(client.getEvent(newId()));
      await api.arrived(time);
      await pass(50);
    }
    await pass(1000);
    await Promise.all(asked);
    // 20 requests are under way at a time.
    expect(api.sockets.length).toBeLessThanOrEqual(30);
  });

  test('are not what ids are that get no answer: honest visitors pass, over few new ones', async () => {
    const api = await openApiBehindLine();
    const guard = api.guard({ deadlineMs: 600 });
    await api.warm(guard);
    api.answer = (arrived) => void (arrived.head.includes('.php') || answer(arrived));
    const odd = (eventId: string) =>
      guard.check({ method: 'POST', url: '/', headers: {}, body: { eventId } });
    for (let round = 0; round < 3; round++) {
      const requests = api.requests.length;
      const silent = odd(`${newId()}.php`);
      await api.arrived(requests + 1);
      expect(await guard.lookup()).toBe('found');
      // The probe, and the same id again.
      await api.arrived(requests + 4);
      expect(await Promise.all(times(2, guard.lookup))).toEqual(found(2));
      expect(await silent).toMatchObject({ signals: { lookup: 'unknown' }, failedOpen: false });
    }
    expect(api.sockets.length).toBeLessThanOrEqual(8 + 3 * (8 + 2));
  });
});

/** In ms. Sooner than an attempt is given up by itself. */
const SOON_MS = 3000;

describe('a connection that does not open', () => {
  /** An API that accepts connections, and never answers the first message of TLS. */
  async function openSilentApi() {
    const api = await openApi(() => {});
    const baseUrl = `https://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
    return Object.assign(api, {
      baseUrl,
      async opening(count: number) {
        while (api.sockets.length < count) await accepted(api.server);
      },
      async closed() {
        for (const socket of api.sockets) if (!socket.closed) await once(socket.resume(), 'close');
      },
    });
  }

  test(
    'for nobody is given up when the guard is closed',
    async () => {
      const api = await openSilentApi();
      const guard = api.guard({ baseUrl: api.baseUrl });
      const warm = guard.warmUp();
      await api.opening(8);
      await guard.close();
      await api.closed();
      await warm;
    },
    SOON_MS,
  );

  test(
    'for a request that is over does not delay closing',
    async () => {
      const api = await openSilentApi();
      const guard = api.guard({ baseUrl: api.baseUrl, deadlineMs: 100 });
      expect(await guard.lookup()).toBe('unavailable');
      await guard.close();
      await api.closed();
    },
    SOON_MS,
  );

  test(
    'makes room for others after a second',
    async () => {
      injectTime();
      const api = await openSilentApi();
      const client = api.client({ baseUrl: api.baseUrl });
      const ask = () => client.getEvent(newId()).catch(({ code }) => code);
      const asked = times(200, ask);
      await api.opening(128);
      await pass(1000);
      asked.push(ask());
      await api.opening(129);
      for (const socket of api.sockets) socket.resume();
      api.server.close();
      for (let second = 0; second < 6; second++) await pass(1000);
      await Promise.all(asked);
    },
    SOON_MS,
  );

  test(
    'does not hide that the API refuses connections by now',
    async () => {
      injectTime();
      const api = await openSilentApi();
      const guard = api.guard({ baseUrl: api.baseUrl });
      void guard.warmUp();
      await api.opening(8);
      await pass(1000);
      api.server.close();
      await expect(guard.api.getEvent(newId())).rejects.toMatchObject({ code: 'ERR_FP_NETWORK' });
    },
    SOON_MS,
  );
});

describe('a connection that cannot be opened', () => {
  const client = (baseUrl: string) => createServerApi({ apiKey: 'key', baseUrl });

  test('because the process rejects its settings fails the request, and no other', async () => {
    const ciphers = tls.DEFAULT_CIPHERS;
    tls.DEFAULT_CIPHERS = 'NONE-OF-THESE';
    try {
      const api = client(`https://127.0.0.1:${await freePort()}`);
      for (const id of [newId(), newId()])
        await expect(api.getEvent(id)).rejects.toMatchObject({ code: 'ERR_FP_NETWORK' });
      await api.close();
    } finally {
      tls.DEFAULT_CIPHERS = ciphers;
    }
  });

  test('fails each request, however many more there are than connections', async () => {
    const api = client(`http://127.0.0.1:${await freePort()}`);
    const asked = Array.from({ length: 300 }, () => api.getEvent(newId()).catch(({ code }) => code));
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['ERR_FP_NETWORK']));
    await api.close();
  });

  test('for a request that is aborted at once does not prevent closing', async () => {
    const api = await openApi();
    const client = api.client();
    const { signal, abort } = abortable();
    const asked = client.getEvent(newId(), { signal });
    queueMicrotask(abort);
    await expect(asked).rejects.toThrow();
    await client.close();
    expect(api.requests).toEqual([]);
  });
});

/** A signal, and what aborts it. */
function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

test.each([[{ spare: -1 }], [{ spare: 1.5 }], [{ spare: 33 }], [{ idleMs: 0 }], [{ idle: 5 }], [5], [null]])(
  'connections: %j is refused, and so are connections of somebody else',
  (connections) => {
    const create = (options: object) => () => createFingerprintGuard({ apiKey: 'key', ...options });
    expect(create({ connections })).toThrow(/connections: expected/);
    for (const means of [{ fetch }, { dispatcher: { dispatch() {} } }])
      expect(create({ ...means, connections: {} })).toThrow(/connections: cannot be combined with a/);
  },
);
