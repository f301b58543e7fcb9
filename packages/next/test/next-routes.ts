import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { listen } from '@fingerprint-guard/testing';
import type { NextRequest } from 'next/server.js';
import type { RouteParams } from '../src/index.js';

// Next's own parts, combined like in its server: they create the request, run a handler within its scope, and call the
// proxy.
const require = createRequire(import.meta.url);
const { AppRouteRouteModule } = require('next/dist/server/route-modules/app-route/module.js');
const { NextRequestAdapter, signalFromNodeResponse } =
  require('next/dist/server/web/spec-extension/adapters/next-request.js');
const { adapter } = require('next/dist/server/web/adapter.js');
const { NodeNextRequest } = require('next/dist/server/base-http/node.js');

/** A handler as Next calls it. */
export type RouteHandler = (request: NextRequest, context: { params: Promise<RouteParams> }) => unknown;

/** What a `route.ts` exports. */
export type Route = Partial<Record<'GET' | 'POST' | 'OPTIONS', RouteHandler>>;

/** The header with the address of the connection, which Next itself does not provide. */
export const SOCKET_HEADER = 'x-socket-address';

/** Serves route handlers by their paths, in this process. The work passed to `after` is added to `waiting`. */
export function serveRoutes(routes: Readonly<Record<string, Route>>, waiting: Promise<unknown>[] = []) {
  const modules = Object.fromEntries(
    Object.entries(routes).map(([pathname, route]) => [pathname, moduleOf(pathname, route)]),
  );
  return listen(async (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://server');
    const module = modules[pathname];
    const answer = module
      ? await run(module, incoming, outgoing, waiting).catch(() => new Response(null, { status: 500 }))
      : new Response(null, { status: 404 });
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
}

interface RouteModule {
  handle(request: NextRequest, context: object): Promise<Response>;
}

const moduleOf = (pathname: string, route: Route): RouteModule =>
  new AppRouteRouteModule({
    userland: () => route,
    definition: { kind: 'APP_ROUTE', page: `${pathname}/route`, pathname, filename: 'route', bundlePath: '' },
    distDir: '',
    relativeProjectDir: '',
    resolvedPagePath: `app${pathname}/route.ts`,
  });

async function run(
  module: RouteModule,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  waiting: Promise<unknown>[],
): Promise<Response> {
  // As a custom server around Next does.
  incoming.headers[SOCKET_HEADER] = incoming.socket.remoteAddress;
  const request = NextRequestAdapter.fromNodeNextRequest(
    new NodeNextRequest(incoming),
    signalFromNodeResponse(outgoing),
  );
  const renderOpts = {
    experimental: {},
    supportsDynamicResponse: true,
    waitUntil: (done: Promise<unknown>) => void waiting.push(done),
    onClose: (closed: () => void) => void outgoing.on('close', closed),
  };
  return module.handle(request, { params: {}, renderOpts, sharedContext: { buildId: 'test' } });
}

/** The outcome of a request in Next's proxy: the answer, or undefined if the request goes on. */
export async function throughProxy(
  proxy: (request: NextRequest) => unknown,
  url: string,
  { body = null, ...init }: RequestInit = {},
  basePath = '',
): Promise<Response | undefined> {
  const { method, headers, signal, body: stream } = new Request(url, { body, ...init });
  const { response } = await adapter({
    page: '/proxy',
    handler: proxy,
    request: {
      url,
      method,
      headers: Object.fromEntries(headers),
      body: stream,
      signal,
      nextConfig: { basePath },
      waitUntil: () => {},
    },
  });
  return response.headers.has('x-middleware-next') ? undefined : response;
}
