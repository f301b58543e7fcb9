import type { RedisClient } from '@fingerprint-guard/redis';
import { Cluster as Cluster6 } from 'ioredis';
import { Cluster as Cluster5 } from 'ioredis-5';
import { createCluster as createCluster6 } from 'redis';
import { createCluster as createCluster4 } from 'redis-4';
import { createCluster as createCluster5 } from 'redis-5';
import type { RedisServer } from './redis-server.js';

/** A connected client. */
export interface ConnectedClient {
  client: RedisClient;
  end(): unknown;
}

/** Connects to a cluster by its nodes. */
export type ConnectCluster = (servers: readonly RedisServer[]) => Promise<ConnectedClient>;

const ioredis =
  (Cluster: typeof Cluster6 | typeof Cluster5): ConnectCluster =>
  async (servers) => {
    const client = new Cluster(servers.map(({ port }) => ({ host: '127.0.0.1', port })));
    client.on('error', () => undefined);
    return { client, end: () => client.disconnect() };
  };

const rootNodes = (servers: readonly RedisServer[]) => servers.map(({ url }) => ({ url }));

/** Every client of a cluster that is supported, without options. */
export const CLUSTER_CLIENTS: Readonly<Record<string, ConnectCluster>> = {
  'ioredis 6, cluster': ioredis(Cluster6),
  'ioredis 5, cluster': ioredis(Cluster5),
  'redis 6, cluster': async (servers) => {
    const client = createCluster6({ rootNodes: rootNodes(servers) });
    client.on('error', () => undefined);
    await client.connect();
    return { client, end: () => client.destroy() };
  },
  'redis 5, cluster': async (servers) => {
    const client = createCluster5({ rootNodes: rootNodes(servers) });
    client.on('error', () => undefined);
    await client.connect();
    return { client, end: () => client.destroy() };
  },
  'redis 4, cluster': async (servers) => {
    const client = createCluster4({ rootNodes: rootNodes(servers) });
    client.on('error', () => undefined);
    await client.connect();
    return { client, end: () => client.disconnect() };
  },
};
