import { type IncomingRequest, socketAddress } from '@fingerprint-guard/core';
import type { Request } from 'express';

/** Express's request in the neutral form. */
export function toIncomingRequest(request: Request): IncomingRequest {
  return {
    method: request.method,
    url: request.originalUrl,
    headers: request.headers,
    query: request.query,
    body: request.body,
    // Set by a cookie parser, where the application has one.
    cookies: request.cookies,
    ip: request.ip,
    remoteAddress: socketAddress(request),
  };
}
