import { FingerprintError } from '../errors.js';
import { type Network, networkHolds, parseAddress, parseNetwork } from '../location/address.js';
import { headerValue, type IncomingRequest } from './incoming-request.js';

/**
 * Where the client's address is read.
 *
 * - `{ trustedProxies }`: `X-Forwarded-For` is followed from the right, as long as the hop that wrote it is in one of
 *   these networks (CIDR or single addresses). A forged left-most entry never wins.
 * - `{ header }`: one header that the platform in front sets and overwrites, such as `cf-connecting-ip`.
 *   **Trusted as it is**: name it only where nobody reaches the server past that platform.
 * - a function of the request.
 */
export type ClientIpOption =
  | { trustedProxies: readonly string[] }
  | { header: string }
  | ((request: IncomingRequest) => string | undefined);

/** Finds the address of the client of a request; undefined where it is not known. */
export type ClientIpReader = (request: IncomingRequest) => string | undefined;

/**
 * Builds the reader for an option; without one, the framework's own answer counts.
 * @throws FingerprintError `ERR_FP_OPTION` when the option has another form or names an unreadable network.
 */
export function createClientIpReader(option: ClientIpOption | undefined): ClientIpReader {
  if (option === undefined) return (request) => normal(request.ip);
  if (typeof option === 'function') return (request) => normal(option(request));
  if (option !== null && typeof option === 'object') {
    if ('trustedProxies' in option && Array.isArray(option.trustedProxies)) {
      return behindProxies(option.trustedProxies.map(readNetwork));
    }
    if ('header' in option && typeof option.header === 'string' && option.header !== '') {
      const name = option.header.toLowerCase();
      return (request) => normal(headerValue(request.headers, name));
    }
  }
  throw new FingerprintError(
    'ERR_FP_OPTION',
    'clientIp: expected { trustedProxies: [...] }, { header: "..." } or a function',
  );
}

function readNetwork(text: unknown, index: number): Network {
  const network = typeof text === 'string' ? parseNetwork(text) : undefined;
  if (network) return network;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    `clientIp.trustedProxies[${index}]: not an address or a network in CIDR notation`,
  );
}

function behindProxies(trusted: readonly Network[]): ClientIpReader {
  return (request) => {
    const forwarded = headerValue(request.headers, 'x-forwarded-for')?.split(',').reverse() ?? [];
    let client: string | undefined;
    for (const hop of [request.remoteAddress ?? request.ip ?? '', ...forwarded]) {
      const address = parseAddress(hop);
      if (address === undefined) return undefined;
      client = address.toString();
      if (!trusted.some((network) => networkHolds(network, address))) break;
    }
    return client;
  };
}

function normal(text: unknown): string | undefined {
  return typeof text === 'string' ? parseAddress(text)?.toString() : undefined;
}
