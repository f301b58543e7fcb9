import { type IncomingRequest, socketAddress } from '@fingerprint-guard/core';
import type { Request } from 'express';

/** The request of Express, or of a framework that runs its middleware, in the neutral form. */
export function toIncomingRequest(request: Request): IncomingRequest {
  const remoteAddress = socketAddress(request);
  const { app }: { app?: unknown } = request;
  return {
    method: request.method,
    url: request.originalUrl ?? request.url,
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    query: request.query,
    body: request.body,
    // Set by a cookie parser, where the application has one.
    cookies: request.cookies,
    // Without an application of Express nothing is said of proxies.
    ip: app ? request.ip : remoteAddress,
    remoteAddress,
    route: routeOf(request),
  };
}

/** The pattern of the route that runs, behind the path that its router is mounted at; undefined before there is one. */
function routeOf({ baseUrl = '', route }: Request): string | undefined {
  if (route === undefined) return undefined;
  const patterns: unknown[] = [route.path].flat();
  return patterns.map((pattern) => `${baseUrl}${pattern}`).join(' or ');
}
