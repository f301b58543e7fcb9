import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import apolloFastify from '@as-integrations/fastify';
import type { FieldCheck, FieldInfo, FingerprintGuard, PolicyConfig } from '@fingerprint-guard/core';
import * as onExpress from '@fingerprint-guard/express';
import * as onFastify from '@fingerprint-guard/fastify';
import * as onHono from '@fingerprint-guard/hono';
import * as onKoa from '@fingerprint-guard/koa';
import { listen } from '@fingerprint-guard/testing';
import { getRequestListener } from '@hono/node-server';
import { bodyParser } from '@koa/bodyparser';
import express from 'express';
import Fastify from 'fastify';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { Hono } from 'hono';
import Koa from 'koa';

/** A running GraphQL server, at `/graphql` of its address. */
interface Running {
  url: string;
  close(): Promise<unknown>;
}

/** The check of a field by the adapter of the framework that has the request. */
type Check = (info: FieldInfo, policy?: string | PolicyConfig) => Promise<FieldCheck>;

/** The context of every resolver. */
interface Context {
  check: Check;
}

/** A GraphQL server on a framework. */
export interface GraphqlServer {
  name: string;
  listen(guard: FingerprintGuard, ran: string[]): Promise<Running>;
}

const typeDefs = `
  type Query { hello: String, balance: String }
  type Account { rename: String }
  type Mutation { login(password: String): String, pay: String, note: String, account: Account }
  type Subscription { news: String }
`;

/** Resolves a field once it was checked, and records that. */
const guarded =
  (ran: string[], policy?: string) =>
  async (_root: unknown, _args: unknown, { check }: Context, info: FieldInfo & { fieldName: string }) => {
    const { decision, blocked } = await check(info, policy);
    if (blocked) throw new GraphQLError(blocked.message, { extensions: blocked.extensions });
    ran.push(info.fieldName);
    return decision.signals.visitorId;
  };

const resolversFor = (ran: string[]) => ({
  Query: { hello: () => 'hello', balance: guarded(ran) },
  Mutation: {
    login: guarded(ran, 'login'),
    pay: guarded(ran),
    note: () => 'noted',
    account: () => ({}),
  },
  Account: { rename: guarded(ran) },
  Subscription: {
    news: {
      async *subscribe(_root: unknown, _args: unknown, { check }: Context, info: FieldInfo) {
        await check(info);
        yield { news: 'none' };
      },
    },
  },
});

async function startApollo(ran: string[]): Promise<ApolloServer<Context>> {
  const { Subscription, ...resolvers } = resolversFor(ran);
  const server = new ApolloServer<Context>({
    typeDefs,
    resolvers,
    allowBatchedHttpRequests: true,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await server.start();
  return server;
}

function createYogaServer<Server extends object>(ran: string[], check: (server: Server) => Check) {
  return createYoga<Server, Context>({
    schema: createSchema<Server & Context>({ typeDefs, resolvers: resolversFor(ran) }),
    context: (server) => ({ check: check(server) }),
    batching: { limit: 50 },
    logging: false,
  });
}

type ExpressRequest = Parameters<typeof onExpress.checkField>[0];
type FastifyRequest = Parameters<typeof onFastify.checkField>[0];

export const servers: readonly GraphqlServer[] = [
  {
    name: 'Apollo on Express',
    async listen(guard, ran) {
      const server = await startApollo(ran);
      const context = async ({ req }: { req: ExpressRequest }): Promise<Context> => ({
        check: (...given) => onExpress.checkField(req, ...given),
      });
      const app = express().use(express.json(), onExpress.fingerprint(guard));
      return listen(app.use('/graphql', expressMiddleware(server, { context })));
    },
  },
  {
    name: 'Yoga on Express',
    async listen(guard, ran) {
      const yoga = createYogaServer<{ req: ExpressRequest }>(
        ran,
        ({ req }) =>
          (...given) =>
            onExpress.checkField(req, ...given),
      );
      const app = express().use(express.json(), onExpress.fingerprint(guard));
      return listen(app.use('/graphql', yoga as unknown as express.RequestHandler));
    },
  },
  {
    name: 'Apollo on Fastify',
    async listen(guard, ran) {
      const server = await startApollo(ran);
      const app = Fastify();
      await app.register(onFastify.fingerprint, { guard });
      await app.register(apolloFastify(server), {
        context: async (request: FastifyRequest): Promise<Context> => ({
          check: (...given) => onFastify.checkField(request, ...given),
        }),
      });
      return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
    },
  },
  {
    name: 'Yoga on Fastify',
    async listen(guard, ran) {
      const yoga = createYogaServer<{ req: FastifyRequest }>(
        ran,
        ({ req }) =>
          (...given) =>
            onFastify.checkField(req, ...given),
      );
      const app = Fastify();
      await app.register(onFastify.fingerprint, { guard });
      app.addContentTypeParser('multipart/form-data', {}, (_request, _payload, done) => done(null));
      app.route({
        url: '/graphql',
        method: ['GET', 'POST'],
        handler: (request, reply) => yoga.handleNodeRequestAndResponse(request, reply, { req: request }),
      });
      return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
    },
  },
  {
    name: 'Yoga on Hono',
    async listen(guard, ran) {
      const yoga = createYogaServer<{ c: Parameters<typeof onHono.checkField>[0] }>(
        ran,
        ({ c }) =>
          (...given) =>
            onHono.checkField(c, ...given),
      );
      const app = new Hono().use(onHono.fingerprint(guard));
      app.on(['GET', 'POST'], '/graphql', (c) => yoga.fetch(c.req.raw, { c }));
      return listen(getRequestListener(app.fetch));
    },
  },
  {
    name: 'Yoga on Koa',
    async listen(guard, ran) {
      const yoga = createYogaServer<{ ctx: Parameters<typeof onKoa.checkField>[0] }>(
        ran,
        ({ ctx }) =>
          (...given) =>
            onKoa.checkField(ctx, ...given),
      );
      const app = new Koa().use(bodyParser({ patchNode: true })).use(onKoa.fingerprint(guard));
      app.use(async (ctx) => {
        const answer = await yoga.handleNodeRequestAndResponse(ctx.req, ctx.res, { ctx });
        ctx.status = answer.status;
        answer.headers.forEach((value, name) => {
          ctx.append(name, value);
        });
        ctx.body = answer.body;
      });
      return listen(app.callback());
    },
  },
];
