import { parseAddress } from '../location/address.js';
import { isPlaceless } from '../location/placeless.js';
import type { IncomingHeaders } from './incoming-request.js';

/** What a framework reads the client's address from. */
export interface AddressSource {
  /** The connection. */
  socket: { remoteAddress: string };
  /** The headers that proxies write. */
  headers: IncomingHeaders;
}

/** Longer than any hop count that somebody would trust. */
const HOPS = 32;

/**
 * True where a framework believes every proxy, found out by asking: one that does not tell what it was told to trust
 * still does what it was told. Who believes proxies at addresses reserved for documentation (RFC 5737), where nobody
 * has any, believes them all.
 * One that cannot be asked believes none.
 * @param addressOf The client's address, as the framework reads it.
 * @example
 * ```ts
 * import { believesAnyProxy } from '@fingerprint-guard/core';
 *
 * // A framework that takes the first address of the header, whoever sent it.
 * believesAnyProxy(({ headers }) => String(headers['x-forwarded-for']).split(',')[0]); // true
 * // One that takes the socket's.
 * believesAnyProxy(({ socket }) => socket.remoteAddress); // false
 * ```
 */
export function believesAnyProxy(addressOf: (source: AddressSource) => unknown): boolean {
  const hops = ['192.0.2.1', ...Array<string>(HOPS).fill('203.0.113.1')];
  const headers = { 'x-forwarded-for': hops.join(', ') };
  try {
    return addressOf({ socket: { remoteAddress: '198.51.100.1' }, headers }) === hops[0];
  } catch {
    return false;
  }
}

/** What is used of Express's request; frameworks that run its middleware have no `app`. */
interface ExpressRequest {
  readonly app?: { get?: (setting: string) => unknown } | undefined;
  readonly ip?: string | undefined;
}

/**
 * The same of Express: told `true`, a hop count that no proxies reach, or names that stand for every address.
 * @example
 * ```ts
 * import { expressBelievesAnyProxy } from '@fingerprint-guard/core';
 *
 * app.set('trust proxy', true);
 * app.get('/', (req, res) => {
 *   res.json({ forgeable: expressBelievesAnyProxy(req) }); // true
 * });
 * ```
 */
export function expressBelievesAnyProxy(request: ExpressRequest): boolean {
  const trust = request.app?.get?.('trust proxy');
  if (trust === undefined || trust === false) return false;
  if (typeof trust === 'function') return believesClient(trust as Trust, request.ip);
  return believesAnyProxy(({ socket, headers }) => {
    const places = { socket: { value: socket }, connection: { value: socket }, headers: { value: headers } };
    return (Object.create(request, places) as ExpressRequest).ip;
  });
}

/** What is used of Koa's request. */
interface KoaRequest {
  readonly ips: readonly string[];
}

/**
 * The same of Koa: told to believe `X-Forwarded-For` without a count of hops, or with one that no proxies reach.
 * @example
 * ```ts
 * import { koaBelievesAnyProxy } from '@fingerprint-guard/core';
 * import Koa from 'koa';
 *
 * const app = new Koa({ proxy: true });
 * app.use((ctx) => {
 *   ctx.body = { forgeable: koaBelievesAnyProxy(ctx.request) }; // true
 * });
 * ```
 */
export function koaBelievesAnyProxy(request: KoaRequest): boolean {
  return believesAnyProxy(({ headers }) => {
    const asked = Object.create(request, { req: { value: { headers } } }) as KoaRequest;
    return asked.ips[0];
  });
}

/** What is used of Fastify's request. */
interface FastifyRequest {
  readonly server?: object;
  readonly ip?: string | undefined;
}

/**
 * The same of Fastify, which does not tell what it was told to trust.
 * @example
 * ```ts
 * import { fastifyBelievesAnyProxy } from '@fingerprint-guard/core';
 * import Fastify from 'fastify';
 *
 * const app = Fastify({ trustProxy: true });
 * app.get('/', async (request) => ({ forgeable: fastifyBelievesAnyProxy(request) })); // true
 * ```
 */
export function fastifyBelievesAnyProxy(request: FastifyRequest): boolean {
  const trust = request.server && trustProxyOf(request.server);
  if (typeof trust === 'function') return believesClient(trust as Trust, request.ip);
  return believesAnyProxy((raw) => (Object.create(request, { raw: { value: raw } }) as FastifyRequest).ip);
}

/** What is said of one address, so many hops away. */
type Trust = (address?: string, hop?: number) => unknown;

/**
 * True of a function that takes no address and believes it, and of one that takes the client's own for a proxy, further
 * away than any is. A function of the application's may do more than answer, so it is told of real addresses only; those of
 * a private network may be a client's and a proxy's.
 */
function believesClient(trust: Trust, clientIp: string | undefined): boolean {
  try {
    if (trust.length === 0) return trust() === true;
    const address = clientIp === undefined ? undefined : parseAddress(clientIp);
    return address !== undefined && !isPlaceless(address) && trust(clientIp, HOPS) === true;
  } catch {
    return false;
  }
}

/** The option, where Fastify keeps it; undefined in a version that keeps it elsewhere. */
function trustProxyOf(instance: object): unknown {
  for (let owner: object | null = instance; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const key = Object.getOwnPropertySymbols(owner).find(
      ({ description }) => description === 'fastify.options',
    );
    if (key !== undefined)
      return (owner as Record<symbol, { trustProxy?: unknown } | undefined>)[key]?.trustProxy;
  }
  return undefined;
}
