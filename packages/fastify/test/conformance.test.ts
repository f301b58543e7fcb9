import { type AppSpec, adapterConformance, type RouteSpec } from '@fingerprint-guard/testing';
import { describe, test } from '@jest/globals';
import Fastify from 'fastify';
import { type BlockedContext, fingerprint, requireFingerprint } from '../src/index.js';

type Required = NonNullable<RouteSpec['require']>;

/** A route's two words for what it requires, and whether the plugin has to be there for it. */
const byConfig = ({ policy, options }: Required) => ({ config: { fingerprint: { policy, ...options } } });
const byHook = ({ policy, options }: Required, { guard, attach }: AppSpec) => ({
  preHandler: attach ? requireFingerprint(policy, options) : requireFingerprint(guard, policy, options),
});

async function start(word: typeof byConfig | typeof byHook, spec: AppSpec) {
  const app = Fastify();
  const { guard, attach, foreign } = spec;
  if (foreign)
    app.addHook('onRequest', async (request) => void Object.assign(request, { fingerprint: foreign }));
  if (attach || word === byConfig) await app.register(fingerprint, { guard, skip: !attach, ...attach });
  for (const { method, path: url, require, handle } of spec.routes)
    app.route({
      method,
      url,
      ...(require && word(require, spec)),
      handler: async (request) => handle(request.fingerprint),
    });
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
}

const answer = (context: unknown, status: number, body: unknown) =>
  (context as BlockedContext).reply.code(status).send(body);

for (const [name, word] of Object.entries({ config: byConfig, preHandler: byHook }))
  adapterConformance(
    { name: `Fastify 5, by ${name}`, start: (app) => start(word, app), answer },
    { describe, test },
  );
