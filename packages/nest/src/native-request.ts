import {
  type Decision,
  type IncomingHeaders,
  type IncomingRequest,
  isClientGone,
  type NodeRequest,
  socketAddress,
} from '@fingerprint-guard/core';

/** The common parts of Express's and Fastify's requests; the guard receives the platform's own object. */
export interface NativeRequest {
  /** The HTTP method. */
  method: string;
  /** Path and query; an Express router strips its own path off. */
  url: string;
  /** Path and query as received. */
  originalUrl?: string;
  /** The headers, names in lower case. */
  headers: IncomingHeaders;
  /** The parsed query. */
  query?: unknown;
  /** The parsed body. */
  body?: unknown;
  /** Set by a cookie parser, if the application has one. */
  cookies?: unknown;
  /** The client's address, according to the platform's trust in proxies. */
  ip?: string | undefined;
  /** The connection of Node's request. */
  socket?: { remoteAddress?: string | undefined };
  /** Express's only: the application. */
  app?: { get?: (setting: string) => unknown };
  /** Fastify's only: Node's request. */
  raw?: object & NodeRequest;
  /** Fastify's only: the instance. */
  server?: object;
}

/** A platform's request as handlers behind the guard find it, such as `WithFingerprint<FastifyRequest>`. */
export type WithFingerprint<Request> = Request & { fingerprint?: Decision };

/** Translates the platform's request into the neutral form. */
export function toIncomingRequest(request: NativeRequest): IncomingRequest {
  const node = identityOf(request);
  const remoteAddress = socketAddress(node);
  return {
    method: request.method,
    url: request.originalUrl ?? request.url,
    headers: request.headers,
    rawHeaders: node.rawHeaders,
    query: request.query,
    body: request.body,
    cookies: request.cookies,
    ip: request.ip ?? remoteAddress,
    remoteAddress,
  };
}

/** Returns Node's request: the same object for all middleware, guards and handlers, on either platform. */
export function identityOf(request: NativeRequest): object & NodeRequest {
  return request.raw ?? request;
}

/** True if the client of a request is gone; undefined if that is unknown. */
export function isGone(request: NativeRequest): boolean | undefined {
  return isClientGone(identityOf(request));
}

/** True for a platform's request; false for plain data in the neutral form, and for anything else. */
export function isNativeRequest(value: unknown): value is NativeRequest {
  return typeof value === 'object' && value !== null && ('raw' in value || 'socket' in value);
}
