import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Child, startChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { RedisServer } from './redis-server.js';

const SLOTS = 16_384;
/** A replica is complete at once, and known to be, rather than within seconds. */
const PROMPT_REPLICATION = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'];

/** Those who ask without a pause keep the servers from what they are asked about. */
const POLL_MS = 10;

/** Asks a server until the answer is the one that is waited for. */
async function until(port: number, ask: (admin: Redis) => Promise<boolean>): Promise<void> {
  const admin = new Redis(port, '127.0.0.1');
  admin.on('error', () => undefined);
  const deadline = performance.now() + 20_000;
  try {
    while (!(await ask(admin))) {
      if (performance.now() > deadline) throw new Error('the servers did not come to the awaited state');
      await pause(POLL_MS);
    }
  } finally {
    admin.disconnect();
  }
}

async function tell(port: number, ...command: [string, ...(string | number)[]]): Promise<string> {
  const admin = new Redis(port, '127.0.0.1');
  try {
    return String(await admin.call(...command));
  } finally {
    admin.disconnect();
  }
}

/** A server that is a node of a cluster, with its own port for the others. */
export async function startNode(program: string, ...options: string[]): Promise<RedisServer> {
  return RedisServer.start(
    program,
    ...['--cluster-enabled', 'yes', '--cluster-config-file', `fpg-test-${randomUUID()}.conf`],
    ...['--cluster-announce-ip', '127.0.0.1', '--cluster-port', String(await freePort())],
    ...options,
  );
}

/** A cluster of masters that share the slots evenly, and of a replica for each if it is asked for. */
export class RedisCluster {
  private constructor(
    readonly masters: readonly RedisServer[],
    readonly replicas: readonly RedisServer[],
  ) {}

  static async start(
    program: string,
    count: number,
    { replicas }: { replicas: boolean },
  ): Promise<RedisCluster> {
    // A node that is away leaves the slots of the others alone; only who tells them to takes its place.
    const options = ['--cluster-require-full-coverage', 'no', '--cluster-replica-no-failover', 'yes'];
    // A replica that takes a place keeps still for this long first.
    if (replicas) options.push('--cluster-node-timeout', '1000', ...PROMPT_REPLICATION);
    const start = () => Promise.all(Array.from({ length: count }, () => startNode(program, ...options)));
    const cluster = new RedisCluster(await start(), replicas ? await start() : []);
    const { servers, masters } = cluster;
    const [first] = servers;
    for (const { port, options } of servers.slice(1)) {
      const bus = options[options.indexOf('--cluster-port') + 1] ?? '';
      await tell(first?.port ?? 0, 'CLUSTER', 'MEET', '127.0.0.1', port, bus);
    }
    for (const [index, { port }] of masters.entries()) {
      const start = Math.floor((SLOTS * index) / count);
      await tell(port, 'CLUSTER', 'ADDSLOTSRANGE', start, Math.floor((SLOTS * (index + 1)) / count) - 1);
    }
    const known = async (admin: Redis) =>
      String(await admin.call('CLUSTER', 'INFO')).includes(`cluster_known_nodes:${servers.length}\r`);
    for (const { port } of servers) await until(port, known);
    for (const [index, { port }] of cluster.replicas.entries()) {
      const id = await tell(masters[index]?.port ?? 0, 'CLUSTER', 'MYID');
      // A node that only just met the master does not know it by its ID yet.
      await until(port, (admin) =>
        admin.call('CLUSTER', 'REPLICATE', id).then(
          () => true,
          () => false,
        ),
      );
      await until(port, async (admin) => String(await admin.info('replication')).includes('link_status:up'));
    }
    const whole = async (admin: Redis) => {
      const slots = (await admin.call('CLUSTER', 'SLOTS')) as unknown[][];
      return slots.length === count && slots.every((range) => range.length === (replicas ? 4 : 3));
    };
    for (const { port } of servers) await until(port, whole);
    return cluster;
  }

  get servers(): readonly RedisServer[] {
    return [...this.masters, ...this.replicas];
  }

  /** Has the replica of a master take its place, whoever agrees. */
  async promoteReplica(index: number): Promise<void> {
    const { port = 0 } = this.replicas[index] ?? {};
    await tell(port, 'CLUSTER', 'FAILOVER', 'TAKEOVER');
    await until(port, async (admin) => String(await admin.info('replication')).includes('role:master'));
  }

  async kill(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
  }
}

/** A master, its replica, and a sentinel that watches them. */
export class RedisSentinel {
  static readonly masterName = 'fpg';

  private constructor(
    readonly master: RedisServer,
    readonly replica: RedisServer,
    readonly port: number,
    readonly sentinel: Child,
  ) {}

  static async start(program: string): Promise<RedisSentinel> {
    const master = await RedisServer.start(program, ...PROMPT_REPLICATION);
    const replica = await RedisServer.start(program, '--replicaof', `127.0.0.1 ${master.port}`);
    await until(replica.port, async (admin) =>
      String(await admin.info('replication')).includes('link_status:up'),
    );
    const port = await freePort();
    const file = join(tmpdir(), `fpg-test-${randomUUID()}.conf`);
    const name = RedisSentinel.masterName;
    writeFileSync(
      file,
      [
        `port ${port}`,
        'bind 127.0.0.1',
        `dir ${tmpdir()}`,
        `sentinel monitor ${name} 127.0.0.1 ${master.port} 1`,
        `sentinel down-after-milliseconds ${name} 500`,
        `sentinel failover-timeout ${name} 2000`,
        '',
      ].join('\n'),
    );
    const sentinel = startChild(program, [file, '--sentinel'], {});
    const started = new RedisSentinel(master, replica, port, sentinel);
    await until(port, async (admin) =>
      String(await admin.call('SENTINEL', 'REPLICAS', name)).includes(String(replica.port)),
    );
    return started;
  }

  /** Waits until the replica has taken the place of the master. */
  async promoted(): Promise<void> {
    await until(this.replica.port, async (admin) =>
      String(await admin.info('replication')).includes('role:master'),
    );
  }

  async kill(): Promise<void> {
    await this.sentinel.end('SIGKILL');
    await Promise.all([this.master.kill(), this.replica.kill()]);
  }
}
