import type { IncomingRequest } from '@fingerprint-guard/core';
import type { Context } from 'koa';

/** Koa's request in the neutral form. */
export function toIncomingRequest({ req, request, method, originalUrl, ip }: Context): IncomingRequest {
  return {
    method,
    url: originalUrl,
    headers: req.headers,
    // Set by a body parser, where the application has one.
    body: (request as { body?: unknown }).body,
    ip,
    remoteAddress: req.socket.remoteAddress,
  };
}
