import 'next/dist/server/node-environment-baseline.js';
import { createFingerprintGuard, isSkipped } from '@fingerprint-guard/core';
import { type AppSpec, adapterConformance, type RouteSpec, type Runner } from '@fingerprint-guard/testing';
import { checkRequest } from '@fingerprint-guard/web';
import { expect, test } from '@jest/globals';
import type { NextRequest } from 'next/server.js';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { type WithFingerprintOptions, withFingerprint } from '../src/index.js';
import { type Route, type RouteHandler, SOCKET_HEADER, serveRoutes } from './next-routes.js';

const ip = ({ headers }: NextRequest) => headers.get(SOCKET_HEADER) ?? undefined;

function start({ guard, attach, mount = '', routes: below }: AppSpec) {
  const routes = below.map((route) => ({ ...route, path: mount + route.path }));
  const handlers: Record<string, Route> = {};
  for (const route of routes) {
    const { path, method } = route;
    handlers[path] = { OPTIONS: observed(() => ({})), ...handlers[path], [method]: handlerOf(route) };
  }
  return serveRoutes(handlers);

  function handlerOf({ path, require, handle }: RouteSpec): RouteHandler {
    if (!require) return observed(handle);
    const { policy, options, edge } = require;
    if (!edge) {
      const own = { policy, ...options, ip, route: path } as WithFingerprintOptions;
      return withFingerprint(
        guard,
        own,
      )(async (_request, context) => Response.json(await handle(context.fingerprint)));
    }
    return async (request) => {
      const { decision, blocked } = await checkRequest(guard, request, { edge, policy, ip: ip(request) });
      return blocked ?? Response.json(await handle(decision));
    };
  }

  /** A handler that only observes. */
  function observed(handle: RouteSpec['handle']): RouteHandler {
    return async (request) => {
      if (!attach || (await isSkipped(attach.skip, request))) return Response.json(await handle(undefined));
      const isGone = () => request.signal.aborted;
      const { decision } = await checkRequest(guard, request, { required: false, ip: ip(request), isGone });
      return Response.json(await handle(decision));
    };
  }
}

const answer = (_request: unknown, status: number, body: unknown) => Response.json(body, { status });

/**
 * Behaviours that need facts that Next does not provide: the order of headers, and a connection that was just reset.
 */
const UNTOLD = [
  'sends headers in their order, with secrets blanked',
  'a reset is noticed even if the check waits for nothing',
];
const left = new Set(UNTOLD);
const all = sideBySide();
const runner: Runner = { ...all, test: (title, body) => void (left.delete(title) || all.test(title, body)) };

adapterConformance(
  { name: 'Next 16', createGuard: createFingerprintGuard, start, answer, judgesOnce: true },
  runner,
);

test('only behaviours that need such facts are left out, and all of them are in the suite', () => {
  expect([...left]).toEqual([]);
});
