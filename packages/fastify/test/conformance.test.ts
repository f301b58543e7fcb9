import { type AppSpec, adapterConformance } from '@fingerprint-guard/testing';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { type BlockedContext, fingerprint, requireEdge, requireFingerprint } from '../src/index.js';

async function start(byConfig: boolean, { guard, attach, foreign, mount = '', routes }: AppSpec) {
  const app = Fastify();
  app.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
  if (foreign)
    app.addHook('onRequest', async (request) => void Object.defineProperty(request, 'fingerprint', foreign));
  if (attach || byConfig) await app.register(fingerprint, { guard, skip: !attach, ...attach });
  const addRoutes = async (mounted: FastifyInstance) => {
    for (const { method, path: url, require, handle } of routes) {
      const { policy, options, edge } = require ?? {};
      const inConfig = byConfig && !edge;
      const config = require && inConfig ? { fingerprint: { policy, ...options } } : {};
      const requires = edge ? requireEdge : requireFingerprint;
      const hook = () => (attach ? requires(policy, options) : requires(guard, policy, options));
      const preHandler = require && !inConfig ? [hook()] : [];
      const handler = async ({ fingerprint }: FastifyRequest) => handle(fingerprint);
      mounted.route({ method, url, config, preHandler, handler });
    }
  };
  // For the name of a plugin that does not tell its own, Fastify looks through all modules, which are slow to list in Jest.
  const named = Object.assign(addRoutes, { [Symbol.for('fastify.display-name')]: 'routes' });
  await app.register(named, { prefix: mount });
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

const answer = (context: unknown, status: number, body: unknown) =>
  (context as BlockedContext).reply.code(status).send(body);

const setStatus = (context: unknown, status: number) => (context as BlockedContext).reply.code(status);

for (const [name, byConfig] of Object.entries({ 'by config': true, 'by preHandler': false }))
  adapterConformance(
    {
      name: `Fastify 5, ${name}`,
      start: (app) => start(byConfig, app),
      judgesOnce: byConfig,
      answer,
      setStatus,
    },
    sideBySide(),
  );
