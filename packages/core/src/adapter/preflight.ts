import { headerValue, type IncomingRequest } from '../request/incoming-request.js';

/**
 * True for a CORS preflight, which carries nothing of the request that it announces; browsers send it by themselves,
 * and no handler acts on it. A request with a body is not one: a route for all methods would act on that. Source: the
 * Fetch standard, "CORS-preflight fetch".
 */
export function asksAsPreflight({ method, headers }: IncomingRequest): boolean {
  const asksFor = headerValue(headers, 'access-control-request-method');
  const isTyped = headers['content-type'] !== undefined;
  return method === 'OPTIONS' && asksFor !== undefined && headers.origin !== undefined && !isTyped;
}
