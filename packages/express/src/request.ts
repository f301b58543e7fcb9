import { type IncomingRequest, socketAddress } from '@fingerprint-guard/core';
import type { Request } from 'express';
import { mountPattern } from './mount-pattern.js';

/** Translates the request of Express, or of a framework that runs its middleware, into the neutral form. */
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
    // Set by a cookie parser, if the application has one.
    cookies: request.cookies,
    // Without an Express application, nothing is known about proxies.
    ip: app ? request.ip : remoteAddress,
    remoteAddress,
    route: routeOf(request),
  };
}

/**
 * Returns the pattern of the current route, after the pattern that its router is mounted at; undefined before there is
 * one.
 */
function routeOf(request: Request): string | undefined {
  if (request.route === undefined) return undefined;
  const mount = mountPattern(request);
  const patterns: unknown[] = [request.route.path].flat();
  return patterns.map((pattern) => `${mount}${pattern}`).join(' or ');
}
