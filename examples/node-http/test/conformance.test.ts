import { type AppSpec, adapterConformance, listen } from '@fingerprint-guard/testing';
import { describe, test } from '@jest/globals';
import {
  type Exchange,
  fingerprint,
  type Middleware,
  requireEdge,
  requireFingerprint,
} from '../src/adapter.js';
import { answer, createListener } from '../src/router.js';

function start({ guard, attach, foreign, mount = '', routes }: AppSpec) {
  const table = routes.map(({ method, path, require, handle }) => {
    const { policy, options, edge } = require ?? {};
    const requires = edge ? requireEdge : requireFingerprint;
    const own = attach ? requires(policy, options) : requires(guard, policy, options);
    const handler = (exchange: Exchange) => answer(exchange, 200, handle(exchange.fingerprint));
    return [`${method} ${mount}${path}`, require ? own(handler) : handler] as const;
  });
  const judged: Middleware = attach ? fingerprint(guard, attach) : (next) => next;
  const appWide: Middleware = (next) => (exchange) =>
    judged(next)(foreign ? Object.assign(exchange, { fingerprint: foreign }) : exchange);
  return listen(createListener(Object.fromEntries(table), { appWide, onError() {} }));
}

adapterConformance(
  {
    name: 'node:http',
    start: async (app) => start(app),
    // Its routes are plain paths.
    routeOf: () => undefined,
    answer: (exchange, status, body) => answer(exchange as Exchange, status, body),
    setStatus: (exchange, status) => void Object.assign((exchange as Exchange).res, { statusCode: status }),
  },
  { describe, test: test.concurrent },
);
