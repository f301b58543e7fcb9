import { test } from '@jest/globals';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule, ModuleMetadata } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { WebSocket } from 'undici';
import type { FingerprintModuleOptions } from '../src/index.js';
import { type Platform, platforms } from './platforms.js';
import { appOf, openShop, type Shop } from './shop.js';

/** The options of a driver that a test sets, in a form that both drivers share. */
interface DriverOptions {
  context?: () => object;
  fieldResolverEnhancers?: 'guards'[];
}

/** A GraphQL driver on a platform. */
export interface GraphqlServer {
  name: string;
  platform: Platform;
  module(options?: DriverOptions): DynamicModule;
}

/**
 * Resolvers are code first; batches and subscriptions are allowed. The context of a socket has the request that opened it,
 * as where applications authenticate by it.
 */
const common = { autoSchemaFile: true, path: '/graphql' } as const;

const apollo = (options: DriverOptions = {}) =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    ...common,
    allowBatchedHttpRequests: true,
    subscriptions: { 'graphql-ws': true },
    context: (given: { req?: object; extra?: { request: object } }) => ({
      req: given.extra?.request ?? given.req ?? given,
    }),
    ...options,
  });

const mercurius = (options: DriverOptions = {}) =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    ...common,
    allowBatchedQueries: true,
    subscription: { context: (_socket, req) => ({ req }) },
    ...options,
  });

const servers: readonly GraphqlServer[] = platforms.flatMap((platform) => [
  { name: `Apollo on ${platform.name}`, platform, module: apollo },
  ...(platform.name === 'Fastify' ? [{ name: 'Mercurius on Fastify', platform, module: mercurius }] : []),
]);

/** The answer of a GraphQL server to one operation. */
export interface GraphqlAnswer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: string[]; extensions?: Record<string, unknown> }[];
}

/** Sends operations to an application; several are a batch. */
export function sender(url: string, headers: Record<string, string>) {
  return async (...operations: string[]): Promise<GraphqlAnswer[]> => {
    const bodies = operations.map((query) => ({ query }));
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(bodies.length === 1 ? bodies[0] : bodies),
    });
    const body = await answer.json();
    return Array.isArray(body) ? body : [body];
  };
}

/** The fields of an answer that were blocked. */
export const deniedFields = ({ errors = [] }: GraphqlAnswer) =>
  errors
    .filter(({ extensions }) => extensions?.code === 'fingerprint_denied')
    .map(({ path }) => path?.join('.'));

/** A root module with a GraphQL module, resolvers, and the guard's module. */
export const graphqlApp = (
  given: { options: FingerprintModuleOptions },
  server: GraphqlServer,
  metadata: ModuleMetadata,
  options?: DriverOptions,
) => appOf(given, { ...metadata, imports: [server.module(options)] });

/** Declares a test on every GraphQL server, each with its own shop. */
export function onEachServer(
  title: string,
  body: (shop: Shop, server: GraphqlServer) => Promise<void>,
): void {
  test.each(servers)(`$name: ${title}`, async (server) => {
    const shop = await openShop();
    try {
      await body(shop, server);
    } finally {
      await shop.close();
    }
  });
}

/** Subscribes over a socket, and resolves with the first answer. Speaks `graphql-transport-ws`, as both drivers do. */
export function subscribe(url: string, query: string): Promise<GraphqlAnswer> {
  const address = url.replace('http', 'ws') + (url.includes('/graphql') ? '' : '/graphql');
  const socket = new WebSocket(address, 'graphql-transport-ws');
  const send = (message: object) => socket.send(JSON.stringify(message));
  return new Promise<GraphqlAnswer>((resolve, reject) => {
    socket.onerror = ({ message }) => reject(new Error(message));
    socket.onopen = () => send({ type: 'connection_init' });
    socket.onmessage = ({ data }) => {
      const { type, payload } = JSON.parse(data);
      if (type === 'connection_ack') send({ id: '1', type: 'subscribe', payload: { query } });
      else resolve(type === 'error' ? { errors: payload } : payload);
    };
  }).finally(() => socket.close());
}
