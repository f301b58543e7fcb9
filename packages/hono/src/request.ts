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

/** The values that the server adapters of Node, Deno and Bun pass to an application beside the request. */
interface Bindings {
  incoming?: NodeRequest;
  remoteAddr?: { hostname?: string };
  requestIP?: (request: Request) => { address: string } | null;
}

const bindingsOf = ({ env }: Context): Bindings => env?.server ?? env ?? {};

/** Node's request, if there is one. */
export const nodeRequest = (c: Context): NodeRequest | undefined => bindingsOf(c).incoming;

/** Returns what may go on after the answer, on runtimes that would end it; Hono's own getter throws if there is none. */
export function executionOf(c: Context): Context['executionCtx'] | undefined {
  try {
    return c.executionCtx;
  } catch {
    return undefined;
  }
}

/** Reads the socket's address, if the server adapter tells it. */
function observedAddress(c: Context): string | undefined {
  const { incoming, remoteAddr, requestIP } = bindingsOf(c);
  return (
    (incoming && socketAddress(incoming)) ??
    remoteAddr?.hostname ??
    requestIP?.call(bindingsOf(c), c.req.raw)?.address
  );
}

/** Returns the pattern of the route whose middleware runs; app-wide, that of the handler behind it, if one is found. */
function routeOf(c: Context): string | undefined {
  const { matchedRoutes, routeIndex } = c.req;
  const behind = matchedRoutes.slice(routeIndex).filter(({ method }) => method !== 'ALL');
  return isRouted(c) ? matchedRoutes[routeIndex]?.path : behind.at(-1)?.path;
}

/**
 * True if the current middleware is a route's own: registered with a method, or for one path that a handler of all
 * methods has, too.
 */
export function isRouted({ req: { matchedRoutes, routeIndex } }: Context): boolean {
  const own = matchedRoutes[routeIndex];
  if (own === undefined) return false;
  if (own.method !== 'ALL') return true;
  return !own.path.endsWith('*') && matchedRoutes.slice(routeIndex + 1).some(({ path }) => path === own.path);
}
