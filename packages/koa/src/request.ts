import { type IncomingRequest, socketAddress } from '@fingerprint-guard/core';
import type { Context } from 'koa';

/** Translates Koa's request into the neutral form. */
export function toIncomingRequest(ctx: Context): IncomingRequest {
  const { req, request, method, originalUrl, ip } = ctx;
  return {
    method,
    url: originalUrl,
    headers: req.headers,
    rawHeaders: req.rawHeaders,
    // Set by a body parser, if the application has one.
    body: (request as { body?: unknown }).body,
    // Empty if Koa does not know it.
    ip: ip || undefined,
    remoteAddress: socketAddress(req),
    route: matchedRoute(ctx),
  };
}

/** Returns the pattern of the route that a router such as `@koa/router` found, if one did. */
export function matchedRoute({ _matchedRoute }: Context): string | undefined {
  return _matchedRoute === undefined ? undefined : String(_matchedRoute);
}
