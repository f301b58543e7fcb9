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
 * @param addressOf The client's address, as the framework reads it.
 */
export function believesAnyProxy(addressOf: (source: AddressSource) => unknown): boolean {
  const hops = ['192.0.2.1', ...Array<string>(HOPS).fill('203.0.113.1')];
  const headers = { 'x-forwarded-for': hops.join(', ') };
  return addressOf({ socket: { remoteAddress: '198.51.100.1' }, headers }) === hops[0];
}
