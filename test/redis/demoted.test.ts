import { randomUUID } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReplayStore } from '@fingerprint-guard/core';
import { createRedisReplayStore } from '@fingerprint-guard/redis';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis as Redis6 } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { describeWith } from '../support/requirements.js';
import { CLIENTS, type Connect } from './clients.js';
import { RedisServer, redisProgram } from './redis-server.js';

/** One address, as a name or a load balancer is, for whichever server is the master. */
class Address {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number;

  constructor(port: number) {
    this.#port = port;
    this.#server = createServer((socket) => {
      const behind = connect(this.#port, '127.0.0.1');
      for (const [one, other] of [[socket, behind] as const, [behind, socket] as const]) {
        this.#sockets.add(one);
        one.on('error', () => undefined);
        one.on('close', () => other.destroy());
        one.pipe(other);
      }
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** New connections go there; those that are open stay. */
  pointTo(port: number): void {
    this.#port = port;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

describeWith(redisProgram, 'a master that became a replica behind its address', (program) => {
  let old: RedisServer;
  let promoted: RedisServer;
  let address: Address;
  let url: string;
  beforeEach(async () => {
    [old, promoted] = await Promise.all([RedisServer.start(program), RedisServer.start(program)]);
    address = new Address(old.port);
    url = await address.open();
  });
  afterEach(async () => {
    address.close();
    await Promise.all([old.kill(), promoted.kill()]);
  });

  async function failOver(): Promise<void> {
    address.pointTo(promoted.port);
    const admin = new Redis6(old.url);
    await admin.replicaof('127.0.0.1', promoted.port);
    admin.disconnect();
  }

  const said = (store: ReplayStore) => store.claim(randomUUID(), 60_000).catch(({ code }) => code as string);

  /** Claims until an answer is the one that is waited for. */
  async function until(store: ReplayStore, wanted: boolean | string): Promise<void> {
    const deadline = performance.now() + 20_000;
    while ((await said(store)) !== wanted) {
      if (performance.now() > deadline) throw new Error(`no claim says ${wanted}`);
      await nextTurn();
    }
  }

  const options = {
    reconnectOnError: ({ message }: Error) => (message.startsWith('READONLY') ? (2 as const) : false),
  };
  const reconnecting: Readonly<Record<string, Connect>> = {
    'ioredis 6': (to) => {
      const client = new Redis6(to, options);
      return { client, errors: [], end: () => client.disconnect() };
    },
    'ioredis 5': (to) => {
      const client = new Redis5(to, options);
      return { client, errors: [], end: () => client.disconnect() };
    },
  };

  test.each(Object.entries(CLIENTS))('refuses the claims of %s for good', async (_name, open) => {
    const { client, end } = open(url);
    const store = createRedisReplayStore({ client });
    await until(store, true);
    await failOver();
    const answers = [];
    for (let count = 0; count < 50; count++) answers.push(await said(store));
    expect([...new Set(answers)]).toEqual(['ERR_FP_NETWORK']);
    end();
  });

  test.each(Object.entries(reconnecting))(
    'is left by %s with reconnectOnError, and claims are made at the new one',
    async (_name, open) => {
      const { client, end } = open(url);
      const store = createRedisReplayStore({ client });
      await until(store, true);
      await failOver();
      await until(store, true);
      expect(await said(store)).toBe(true);
      end();
    },
  );
});
