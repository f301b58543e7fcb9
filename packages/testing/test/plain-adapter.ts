import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Adapter,
  type Blocked,
  createAdapter,
  type Decision,
  type FingerprintGuard,
  type Framework,
  type IncomingRequest,
  isClientGone,
  mayHaveStreamBody,
  placeDecision,
  type Requirement,
  type RequireOptions,
  readEdgeRequirement,
  readRequirement,
  type Skip,
  withStatus,
} from '@fingerprint-guard/core';
import { type AppSpec, type ConformanceTarget, listen, type RouteSpec } from '../src/index.js';

/** A request to a plain HTTP server, on its way to its handler. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Parsed JSON. */
  body: unknown;
  /** The path of its route; undefined before that is found. */
  route?: string;
  /** Where the handler finds the decision. */
  fingerprint: unknown;
}

type Options = RequireOptions<Exchange>;

/** What an adapter has to get right; each part can be replaced by one that gets it wrong. */
export interface Parts extends Framework<Exchange> {
  /** Judges a request app-wide. */
  judge(
    adapter: Adapter<Exchange>,
    exchange: Exchange,
    guard: FingerprintGuard,
    skip: Skip<Exchange> | undefined,
  ): Promise<unknown>;
  /** The parts of a route's requirement that the adapter honours. */
  heed(require: NonNullable<RouteSpec['require']>): NonNullable<RouteSpec['require']>;
  /** True if a request that requires a decision ends before its handler. */
  blocks(blocked: Blocked | undefined, exchange: Exchange): boolean;
  /** Answers a request that ends before its handler. */
  answer(blocked: Blocked, exchange: Exchange, onBlocked: Options['onBlocked']): Promise<void>;
  /** Ends a request in which something threw. */
  fail(exchange: Exchange, goOn: () => void): void;
}

export const RIGHT: Parts = {
  translate: ({ request, body, route }): IncomingRequest => ({
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body,
    ip: request.socket.remoteAddress,
    route,
  }),
  identity: ({ request }) => request,
  attach: (exchange, decision) => placeDecision(exchange, decision),
  isGone: ({ request }) => isClientGone(request),
  mayHaveBody: ({ request }) => mayHaveStreamBody(request),
  judge: (adapter, exchange, guard, skip) => adapter.attach(exchange, guard, skip),
  heed: (require) => require,
  blocks: (blocked) => blocked !== undefined,
  async answer({ decision, problem }, exchange, onBlocked) {
    const { response } = exchange;
    const { statusCode: before } = response;
    await onBlocked?.(decision, exchange);
    answer(exchange, withStatus(problem, response.statusCode, before));
  },
  fail: (exchange) => answer(exchange, { status: 500 }),
};

/** The adapter of a plain HTTP server, with these parts in place of the right ones. */
export function plainTarget(name: string, wrong: Partial<Parts> = {}): ConformanceTarget {
  const parts = { ...RIGHT, ...wrong };
  return {
    name,
    start: async (app) => listen(createListener(app, parts)),
    answer: (exchange, status, body) => answerJson(exchange as Exchange, status, body),
    setStatus: (exchange, status) => Object.assign((exchange as Exchange).response, { statusCode: status }),
  };
}

function createListener({ guard, attach, foreign, mount = '', routes }: AppSpec, parts: Parts) {
  const adapter = createAdapter<Exchange>(parts);
  const known = routes.map((route) => ({
    ...route,
    path: mount + route.path,
    requirement: route.require && requirementOf(parts.heed(route.require), attach ? undefined : guard),
  }));

  return async (request: IncomingMessage, response: ServerResponse) => {
    const exchange: Exchange = { request, response, body: undefined, fingerprint: undefined };
    if (foreign) Object.defineProperty(exchange, 'fingerprint', foreign);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const [path] = (request.url ?? '').split('?');
    const route = known.find((candidate) => candidate.method === method && candidate.path === path);
    const handle = () =>
      answerJson(exchange, 200, route?.handle(exchange.fingerprint as Decision | undefined));
    try {
      exchange.body = await readJson(request);
    } catch {
      answer(exchange, { status: 400 });
      return;
    }
    try {
      if (attach) await parts.judge(adapter, exchange, guard, attach.skip);
      if (!route) {
        answer(exchange, { status: 404 });
        return;
      }
      exchange.route = route.path;
      const blocked = route.requirement && (await adapter.require(exchange, route.requirement));
      if (blocked && parts.blocks(blocked, exchange))
        await parts.answer(blocked, exchange, route.requirement?.options.onBlocked);
      else handle();
    } catch {
      parts.fail(exchange, handle);
    }
  };
}

function requirementOf(
  { policy, options, edge }: NonNullable<RouteSpec['require']>,
  guard: FingerprintGuard | undefined,
): Requirement<Options> {
  const read = edge ? readEdgeRequirement<Options> : readRequirement<Options>;
  return read([...(guard ? [guard] : []), policy, options]);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const isJson = request.headers['content-type'] === 'application/json';
  return isJson ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
}

function answerJson(exchange: Exchange, status: number, body: unknown): void {
  answer(exchange, { status, headers: { 'content-type': 'application/json' }, body });
}

/** Answers, unless the request is answered already. */
export function answer(
  { response }: Exchange,
  { status, headers, body }: { status: number; headers?: Record<string, string>; body?: unknown },
): void {
  if (!response.headersSent) response.writeHead(status, headers).end(body && JSON.stringify(body));
}
