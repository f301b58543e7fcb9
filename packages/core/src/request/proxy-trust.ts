import { parseAddress, parseNetwork } from '../location/address.js';
import { isPlaceless } from '../location/placeless.js';
import { shareOfPublic } from '../location/public-share.js';
import type { IncomingHeaders } from './incoming-request.js';
import { requireObject } from './request-shape.js';

/** The parts of a request that a framework reads the client's address from. */
export interface AddressSource {
  /** The connection. */
  socket: { remoteAddress: string };
  /** The headers that proxies write. */
  headers: IncomingHeaders;
}

/** More hops than anyone would trust. */
const HOPS = 32;

/** A client, a connection and a proxy at addresses that are reserved for documentation, of IPv4 and of IPv6. */
const PROBES = [
  { client: '192.0.2.1', connection: '198.51.100.1', proxy: '203.0.113.1' },
  { client: '2001:db8::1', connection: '2001:db8:1::1', proxy: '3fff::1' },
] as const;

/** No list of proxies has a greater share of the public addresses of IPv4 or IPv6. */
const MAX_SHARE = 1 / 8;

/**
 * True if a framework trusts every proxy. Determined by a trial, because a framework may not reveal its setting: one
 * that trusts proxies at addresses reserved for documentation (RFC 5737, 3849 and 9637), where there are none, trusts
 * all. If the trial fails, it trusts none.
 * @param addressOf Reads the client's address as the framework does.
 * @example
 * ```ts
 * import { trustsAnyProxy } from '@fingerprint-guard/core';
 *
 * // A framework that takes the first address of the header, whoever sent it.
 * trustsAnyProxy(({ headers }) => String(headers['x-forwarded-for']).split(',')[0]); // true
 * // One that takes the socket's address.
 * trustsAnyProxy(({ socket }) => socket.remoteAddress); // false
 * ```
 */
export function trustsAnyProxy(addressOf: (source: AddressSource) => unknown): boolean {
  return PROBES.some(({ client, connection, proxy }) => {
    const headers = { 'x-forwarded-for': [client, ...Array<string>(HOPS).fill(proxy)].join(', ') };
    try {
      return addressOf({ socket: { remoteAddress: connection }, headers }) === client;
    } catch {
      return false;
    }
  });
}

/**
 * Decides the same for a list of trusted addresses and networks, by their total: a list that covers this much of the
 * public addresses also trusts clients.
 */
export function listTrustsAnyProxy(trusted: readonly string[]): boolean {
  const networks = trusted.map(parseNetwork).filter((network) => network !== undefined);
  return shareOfPublic(networks, 'ipv4') >= MAX_SHARE || shareOfPublic(networks, 'ipv6') >= MAX_SHARE;
}

/** The parts of Express's request that are used; frameworks that run its middleware have no `app`. */
interface ExpressRequest {
  readonly app?: { get?: (setting: string) => unknown } | undefined;
  readonly ip?: string | undefined;
}

/**
 * True if Express trusts every proxy: `trust proxy` is `true`, a hop count that no chain of proxies reaches, or
 * networks that cover every address.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but an object.
 * @example
 * ```ts
 * import { expressTrustsAnyProxy } from '@fingerprint-guard/core';
 *
 * app.set('trust proxy', true);
 * app.get('/', (req, res) => {
 *   res.json({ forgeable: expressTrustsAnyProxy(req) }); // true
 * });
 * ```
 */
export function expressTrustsAnyProxy(request: ExpressRequest): boolean {
  requireObject(request, 'the request of Express');
  const trust = request.app?.get?.('trust proxy');
  if (trust === undefined || trust === false) return false;
  if (typeof trust === 'function') return trustsClient(trust as Trust, request.ip);
  return trustsAnyProxy(({ socket, headers }) => {
    const places = { socket: { value: socket }, connection: { value: socket }, headers: { value: headers } };
    return (Object.create(request, places) as ExpressRequest).ip;
  });
}

/** The parts of Koa's request that are used. */
interface KoaRequest {
  readonly ips: readonly string[];
}

/**
 * True if Koa trusts every proxy: it trusts `X-Forwarded-For` without a hop count, or with one that no chain of proxies
 * reaches.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but an object.
 * @example
 * ```ts
 * import { koaTrustsAnyProxy } from '@fingerprint-guard/core';
 * import Koa from 'koa';
 *
 * const app = new Koa({ proxy: true });
 * app.use((ctx) => {
 *   ctx.body = { forgeable: koaTrustsAnyProxy(ctx.request) }; // true
 * });
 * ```
 */
export function koaTrustsAnyProxy(request: KoaRequest): boolean {
  requireObject(request, 'the request of Koa');
  return trustsAnyProxy(({ headers }) => {
    const asked = Object.create(request, { req: { value: { headers } } }) as KoaRequest;
    return asked.ips[0];
  });
}

/** The parts of Fastify's request that are used. */
interface FastifyRequest {
  readonly server?: object;
  readonly ip?: string | undefined;
}

/**
 * True if Fastify, which does not reveal its setting, trusts every proxy.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but an object.
 * @example
 * ```ts
 * import { fastifyTrustsAnyProxy } from '@fingerprint-guard/core';
 * import Fastify from 'fastify';
 *
 * const app = Fastify({ trustProxy: true });
 * app.get('/', async (request) => ({ forgeable: fastifyTrustsAnyProxy(request) })); // true
 * ```
 */
export function fastifyTrustsAnyProxy(request: FastifyRequest): boolean {
  requireObject(request, 'the request of Fastify');
  const trust = request.server && trustProxyOf(request.server);
  if (typeof trust === 'function') return trustsClient(trust as Trust, request.ip);
  return trustsAnyProxy((raw) => (Object.create(request, { raw: { value: raw } }) as FastifyRequest).ip);
}

/** Tells whether an address at this distance in hops is trusted. */
type Trust = (address?: string, hop?: number) => unknown;

/**
 * True for a function that trusts without looking at the address, and for one that trusts the client's own address
 * further away than any proxy is. A function of the application may have side effects, so it is called with real
 * addresses only; private addresses may belong to both a client and a proxy.
 */
function trustsClient(trust: Trust, clientIp: string | undefined): boolean {
  try {
    if (trust.length === 0) return trust() === true;
    const address = clientIp === undefined ? undefined : parseAddress(clientIp);
    return address !== undefined && !isPlaceless(address) && trust(clientIp, HOPS) === true;
  } catch {
    return false;
  }
}

/** Reads the option where Fastify keeps it; undefined in a version that keeps it elsewhere. */
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
