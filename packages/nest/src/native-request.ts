import {
  type Decision,
  type IncomingHeaders,
  type IncomingRequest,
  isClientGone,
  type NodeRequest,
  socketAddress,
} from '@fingerprint-guard/core';

/** What Express's and Fastify's requests have in common; the guard is given the platform's own object. */
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
  /** Set by a cookie parser, where the application has one. */
  cookies?: unknown;
  /** The client's address, as the platform's trust in proxies has it. */
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

/** The platform's request in the neutral form. */
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

/** Node's request: the same object for all middleware, guards and handlers, on either platform. */
export function identityOf(request: NativeRequest): object & NodeRequest {
  return request.raw ?? request;
}

/** True if the client of a request is gone; undefined if it is not known. */
export function isGone(request: NativeRequest): boolean | undefined {
  return isClientGone(identityOf(request));
}

/** True for a platform's request; false for plain data in the neutral form, and for anything else. */
export function isNativeRequest(value: unknown): value is NativeRequest {
  return typeof value === 'object' && value !== null && ('raw' in value || 'socket' in value);
}
