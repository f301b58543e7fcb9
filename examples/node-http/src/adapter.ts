import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createAdapter,
  type Decision,
  type FingerprintGuard,
  isClientGone,
  type PolicyConfig,
  type Requirement,
  type RequireOptions,
  readEdgeRequirement,
  readRequirement,
  type Skip,
  socketAddress,
  withStatus,
} from '@fingerprint-guard/core';

/** One request on its way through the server. */
export interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  /** The JSON body, if there is one. */
  body?: unknown;
  /** The guard's decision on this request. Set by the server, whatever the client sent. */
  fingerprint?: Decision | undefined;
}

export type Handler = (exchange: Exchange) => void | Promise<void>;
/** Runs before a handler. */
export type Middleware = (next: Handler) => Handler;
export type RequireFingerprintOptions = RequireOptions<Exchange>;

const adapter = createAdapter<Exchange>({
  translate: ({ req, body }) => ({
    method: req.method ?? 'GET',
    url: req.url ?? '/',
    headers: req.headers,
    rawHeaders: req.rawHeaders,
    body,
    ip: socketAddress(req),
    remoteAddress: socketAddress(req),
  }),
  identity: ({ req }) => req,
  isGone: ({ req }) => isClientGone(req),
  attach(exchange, decision) {
    exchange.fingerprint = decision;
  },
});

/** Judges requests that carry an event and attaches the decision as `exchange.fingerprint`; never blocks a request. */
export function fingerprint(guard: FingerprintGuard, options: { skip?: Skip<Exchange> } = {}): Middleware {
  return (next) => async (exchange) => {
    await adapter.attach(exchange, guard, options.skip);
    await next(exchange);
  };
}

/** Blocks requests that the policy blocks; with the given guard, or else with the one attached before. */
export function requireFingerprint(
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): Middleware;
export function requireFingerprint(
  guard: FingerprintGuard,
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): Middleware;
export function requireFingerprint(...args: unknown[]): Middleware {
  return requiring(readRequirement(args));
}

/** Does the same for the request itself, by its headers and address, without an event from a page. */
export function requireEdge(policy?: string | PolicyConfig, options?: RequireFingerprintOptions): Middleware;
export function requireEdge(
  guard: FingerprintGuard,
  policy?: string | PolicyConfig,
  options?: RequireFingerprintOptions,
): Middleware;
export function requireEdge(...args: unknown[]): Middleware {
  return requiring(readEdgeRequirement(args));
}

function requiring(requirement: Requirement<RequireFingerprintOptions>): Middleware {
  return (next) => async (exchange) => {
    const blocked = await adapter.require(exchange, requirement);
    if (!blocked) return next(exchange);
    const { res } = exchange;
    const { statusCode: before } = res;
    await requirement.options.onBlocked?.(blocked.decision, exchange);
    if (res.headersSent) return;
    const { status, headers, body } = withStatus(blocked.problem, res.statusCode, before);
    res.writeHead(status, headers).end(JSON.stringify(body));
  };
}
