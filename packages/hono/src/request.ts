import {
  fromFetchRequest,
  type IncomingRequest,
  type NodeRequest,
  socketAddress,
} from '@fingerprint-guard/core/fetch';
import type { Context } from 'hono';

/** Translates Hono's request into the neutral form. */
export function toIncomingRequest(c: Context): IncomingRequest {
  const remoteAddress = observedAddress(c);
  return {
    ...fromFetchRequest(c.req.raw),
    rawHeaders: nodeRequest(c)?.rawHeaders,
    ip: remoteAddress,
    remoteAddress,
    route: routeOf(c),
  };
}

/** The values that the server adapters of Node, Deno and Bun pass to an application with the request. */
interface Bindings {
  incoming?: NodeRequest;
  remoteAddr?: { hostname?: string };
  requestIP?: (request: Request) => { address: string } | null;
}

const bindingsOf = ({ env }: Context): Bindings => env?.server ?? env ?? {};

/** Node's request, if there is one. */
export const nodeRequest = (c: Context): NodeRequest | undefined => bindingsOf(c).incoming;

/** Returns `waitUntil` on runtimes that end work with the response; Hono's own getter throws if there is none. */
export function executionOf(c: Context): Context['executionCtx'] | undefined {
  try {
    return c.executionCtx;
  } catch {
    return undefined;
  }
}

/** Reads the socket's address, if the server adapter provides it. */
function observedAddress(c: Context): string | undefined {
  const { incoming, remoteAddr, requestIP } = bindingsOf(c);
  return (
    (incoming && socketAddress(incoming)) ??
    remoteAddr?.hostname ??
    requestIP?.call(bindingsOf(c), c.req.raw)?.address
  );
}

/**
 * Returns the pattern of the route whose middleware runs; for app-wide middleware, that of the handler behind it, if
 * there is one.
 */
function routeOf(c: Context): string | undefined {
  const { matchedRoutes, routeIndex } = c.req;
  const behind = matchedRoutes.slice(routeIndex).filter(({ method }) => method !== 'ALL');
  return isRouted(c) ? matchedRoutes[routeIndex]?.path : behind.at(-1)?.path;
}

/**
 * True if the current middleware belongs to a route: it is registered with a method, or for a path that also has a
 * handler for all methods.
 */
export function isRouted({ req: { matchedRoutes, routeIndex } }: Context): boolean {
  const own = matchedRoutes[routeIndex];
  if (own === undefined) return false;
  if (own.method !== 'ALL') return true;
  return !own.path.endsWith('*') && matchedRoutes.slice(routeIndex + 1).some(({ path }) => path === own.path);
}
