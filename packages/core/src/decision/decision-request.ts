import type { IncomingRequest } from '../request/incoming-request.js';

/** The request that a decision is about, without anything that names or locates its client. */
export interface DecisionRequest {
  method: string;
  /** The path as received, without its query, which can hold secrets. */
  path: string;
  /** The route's pattern as its framework has it, such as `/orders/:id`, or `Controller.handler` in Nest. */
  route?: string;
}

/** A scheme and a host, which a client may send before the path. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

/** Describes the request for a decision. */
export function describeRequest({ method, url, route }: IncomingRequest): DecisionRequest {
  const path = url.replace(ORIGIN, '').replace(/[?#].*$/s, '');
  return { method, path: path === '' ? '/' : path, ...(route === undefined ? {} : { route }) };
}
