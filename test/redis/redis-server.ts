import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { programOnPath, type Requirement } from '../support/requirements.js';

/** The path of a Redis server that tests may start, stop and kill. */
export const redisProgram: Requirement<string> = {
  found: programOnPath('redis-server', 'valkey-server'),
  name: 'redis-server or valkey-server',
  help: 'Get it with: apt-get install redis-server.',
};

/** A Redis: one that runs (`REDIS_URL`), or a program to start. */
export const anyRedis: Requirement<{ url: string } | { program: string }> = {
  found: findRedis(),
  name: 'Redis',
  help: 'Get it with: apt-get install redis-server; or set REDIS_URL.',
};

function findRedis(): { url: string } | { program: string } | undefined {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL };
  return redisProgram.found === undefined ? undefined : { program: redisProgram.found };
}

/** A Redis server of a test's own: without persistence, on a loopback address. */
export class RedisServer {
  readonly url: string;
  /** Where replication leaves its data: a server that starts reads it. */
  readonly #dump = `fpg-test-${randomUUID()}.rdb`;
  #child: Child | undefined;

  private constructor(
    readonly program: string,
    readonly port: number,
    readonly options: readonly string[],
  ) {
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(program: string, ...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(program, await freePort(), options);
    await server.start();
    return server;
  }

  /** Starts it, again after a kill; it has forgotten everything then. */
  async start(): Promise<void> {
    const own = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--dir',
      tmpdir(),
      '--dbfilename',
      this.#dump,
    ];
    this.#child = startChild(this.program, [...own, '--save', '', '--appendonly', 'no', ...this.options], {});
    await this.#child.printed('Ready to accept connections');
  }

  /** Leaves its connections open and answers nothing. */
  stop(): void {
    this.#child?.process.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child?.process.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.end('SIGKILL');
    rmSync(join(tmpdir(), this.#dump), { force: true });
  }
}

/** A Redis for tests that only use one. */
export async function useRedis(found: { url: string } | { program: string }) {
  if ('url' in found) return { url: found.url, end: async () => undefined };
  const server = await RedisServer.start(found.program);
  return { url: server.url, end: () => server.kill() };
}
