import { type IncomingRequest, socketAddress } from '@fingerprint-guard/core';
import type { FastifyRequest } from 'fastify';

/** Translates Fastify's request into the neutral form. */
export function toIncomingRequest(request: FastifyRequest): IncomingRequest {
  return {
    method: request.method,
    url: request.originalUrl,
    headers: request.headers,
    rawHeaders: request.raw.rawHeaders,
    query: request.query,
    body: request.body,
    // Set by a cookie parser, if the application has one.
    cookies: (request as { cookies?: unknown }).cookies,
    ip: request.ip,
    remoteAddress: socketAddress(request.raw),
    // Undefined if no route was found.
    route: request.routeOptions.url,
  };
}
