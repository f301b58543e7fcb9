import { type IncomingRequest, socketAddress } from '@fingerprint-guard/core';
import type { Context } from 'koa';

/** Koa's request in the neutral form. */
export function toIncomingRequest({ req, request, method, originalUrl, ip }: Context): IncomingRequest {
  return {
    method,
    url: originalUrl,
    headers: req.headers,
    rawHeaders: req.rawHeaders,
    // Set by a body parser, where the application has one.
    body: (request as { body?: unknown }).body,
    // Empty where Koa does not know it.
    ip: ip || undefined,
    remoteAddress: socketAddress(req),
  };
}
