import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';

/** A Redis of the bench's own, which keeps nothing on a disk, and what it says of its work. */
export class OwnRedis {
  #process;
  #admin;

  constructor(process, port) {
    this.#process = process;
    this.port = port;
    this.#admin = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
    this.#admin.on('error', () => undefined);
  }

  /** @throws Error if there is no redis-server on the path. */
  static async start() {
    const port = await freePort();
    const options = [
      '--port',
      port,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      tmpdir(),
    ];
    const server = spawn('redis-server', options.map(String), { stdio: 'ignore' });
    await once(server, 'spawn').catch(() => {
      throw new Error('instances needs redis-server on the path: apt-get install redis-server');
    });
    const redis = new OwnRedis(server, port);
    await redis.#admin.ping();
    return redis;
  }

  /** Its CPU time so far, µs. */
  async cpuUs() {
    const info = await this.#admin.info('cpu');
    const seconds = (name) => Number(new RegExp(`^used_cpu_${name}:(\\S+)`, 'm').exec(info)[1]);
    return (seconds('sys') + seconds('user')) * 1e6;
  }

  async scriptsRun() {
    const calls = /^cmdstat_evalsha:calls=(\d+)/m.exec(await this.#admin.info('commandstats'));
    return Number(calls?.[1] ?? 0);
  }

  async usedBytes() {
    return Number(/^used_memory:(\d+)/m.exec(await this.#admin.info('memory'))[1]);
  }

  async forgetAll() {
    await this.#admin.flushall();
  }

  end() {
    this.#admin.disconnect();
    this.#process.kill();
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
