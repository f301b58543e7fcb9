import type { IncomingRequest } from '../request/incoming-request.js';
import { requireRequestLine } from '../request/request-shape.js';

/** The request that a decision is about, without anything that names or locates its client. */
export interface DecisionRequest {
  /** The HTTP method, such as `POST`. */
  method: string;
  /** The path as received, without its query, which can hold secrets. */
  path: string;
  /** The route's pattern as its framework writes it, such as `/orders/:id`, or `Controller.handler` in Nest. */
  route?: string;
}

/** A scheme and host, which a client may send before the path. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/**
 * Describes a request as decisions do: its method, its path without the query, and its route.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but a request.
 * @example
 * ```ts
 * import { describeRequest } from '@fingerprint-guard/core';
 *
 * const { method, path } = describeRequest({ method: 'POST', url: '/login?next=%2F', headers: {} });
 * console.log(method, path); // POST /login
 * ```
 */
export function describeRequest(request: IncomingRequest): DecisionRequest {
  requireRequestLine(request);
  const { method, url, route } = request;
  const path = url.replace(ORIGIN, '').replace(/[?#].*$/s, '');
  const described: DecisionRequest = { method, path: path === '' ? '/' : path };
  if (route !== undefined) described.route = route;
  return described;
}
