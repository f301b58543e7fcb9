import type { IncomingHeaders } from './incoming-request.js';

/** What a framework reads the client's address from. */
export interface AddressSource {
  socket: { remoteAddress: string };
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

/** What is used of Fastify's request. */
interface FastifyRequest {
  readonly server?: object;
  readonly ip?: string | undefined;
}

/**
 * The same of Fastify, which does not tell what it was told to trust. A function of the application's may do more than
 * answer, so it is told of real addresses only, by Fastify itself: here it is called if it takes none.
 */
export function fastifyBelievesAnyProxy(request: FastifyRequest): boolean {
  const trust = request.server && trustProxyOf(request.server);
  if (typeof trust !== 'function')
    return believesAnyProxy((raw) => (Object.create(request, { raw: { value: raw } }) as FastifyRequest).ip);
  try {
    return trust.length === 0 && trust() === true;
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
