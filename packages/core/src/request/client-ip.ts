import { FingerprintError } from '../lib/errors.js';
import { type Network, networkHolds, parseAddress, parseNetwork } from '../location/address.js';
import { type HopsHeader, listHops } from './forwarded.js';
import type { FromRequest } from './from-request.js';
import { headerValue, type IncomingRequest, UNIX_SOCKET } from './incoming-request.js';
import { CLIENT_IP_HEADERS, type Platform } from './platforms.js';

/**
 * The source of the client's address.
 *
 * - `{ trustedProxies }`: `X-Forwarded-For` is followed from the right, as long as the hop that wrote it is in one of
 *   these networks (CIDR or single addresses). A forged left-most entry never wins. `'unix'` trusts whoever connects
 *   over a Unix socket. If this server does not know the address, nothing is read in its place. `header: 'forwarded'`
 *   follows `Forwarded` (RFC 7239) instead, for proxies that write that one alone.
 * - `{ platform }`: the header of a well-known platform in front, such as `{ platform: 'cloudflare' }`; see `Platform`
 *   for what each takes. **Trusted without a check**: safe only if nobody can reach the server except through that
 *   platform: by a firewall, a tunnel, or a secret that the platform adds and the server checks. Without the header the
 *   address is not known.
 * - `{ header }`: one header that the platform in front sets and overwrites, such as `cf-connecting-ip`. **Trusted
 *   without a check**: name it only if nobody can reach the server except through that platform.
 * - a function of the request, and of the framework's own.
 */
export type ClientIpOption =
  | { trustedProxies: readonly string[]; header?: HopsHeader | undefined }
  | { platform: Platform }
  | { header: string }
  | FromRequest<string | undefined>;

/** Finds the address of the client of a request; undefined if it is unknown. */
export type ClientIpReader = FromRequest<string | undefined>;

/**
 * Builds the reader for an option; without one, the framework's own answer counts.
 * @throws FingerprintError `ERR_FP_OPTION` if the option has another form or contains an invalid network.
 */
export function createClientIpReader(option: ClientIpOption | undefined): ClientIpReader {
  if (option === undefined) return (request) => normal(request.ip);
  if (typeof option === 'function') return (request, native) => normal(option(request, native));
  if (option !== null && typeof option === 'object') {
    if ('trustedProxies' in option && Array.isArray(option.trustedProxies)) {
      return behindProxies(readProxies(option.trustedProxies), readHopsHeader(option));
    }
    if ('platform' in option) return onPlatform(option.platform);
    if ('header' in option && typeof option.header === 'string' && option.header !== '') {
      const name = option.header.toLowerCase();
      return (request) => normal(headerValue(request.headers, name));
    }
  }
  throw new FingerprintError(
    'ERR_FP_OPTION',
    'clientIp: expected { trustedProxies: [...] }, { platform: "..." }, { header: "..." } or a function',
  );
}

/** The proxies whose entries in the header are trusted. */
interface TrustedProxies {
  networks: readonly Network[];
  unixSocket: boolean;
}

function readProxies(trusted: readonly unknown[]): TrustedProxies {
  return {
    networks: trusted.flatMap((text, index) => (text === UNIX_SOCKET ? [] : [readNetwork(text, index)])),
    unixSocket: trusted.includes(UNIX_SOCKET),
  };
}

function readHopsHeader({ header = 'x-forwarded-for' }: { header?: unknown }): HopsHeader {
  if (header === 'x-forwarded-for' || header === 'forwarded') return header;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    "clientIp.header: with trustedProxies, expected 'x-forwarded-for' or 'forwarded'",
  );
}

function readNetwork(text: unknown, index: number): Network {
  const network = typeof text === 'string' ? parseNetwork(text) : undefined;
  if (network) return network;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    `clientIp.trustedProxies[${index}]: not an address, a network in CIDR notation or 'unix'`,
  );
}

function onPlatform(platform: unknown): ClientIpReader {
  const header = Object.entries(CLIENT_IP_HEADERS).find(([name]) => name === platform)?.[1];
  if (header === undefined) {
    const known = Object.keys(CLIENT_IP_HEADERS).map((name) => `'${name}'`);
    throw new FingerprintError('ERR_FP_OPTION', `clientIp.platform: expected ${known.join(' or ')}`);
  }
  const read = platform === 'aws-cloudfront' ? withoutPort : (text: string | undefined) => text;
  return (request) => normal(read(headerValue(request.headers, header)));
}

/**
 * Removes the port, which CloudFront always appends, without brackets around IPv6: the last part never belongs to the
 * address.
 */
function withoutPort(text: string | undefined): string | undefined {
  return /^(.+):\d{1,5}$/.exec(text ?? '')?.[1];
}

function behindProxies({ networks, unixSocket }: TrustedProxies, header: HopsHeader): ClientIpReader {
  return (request) => {
    let client: string | undefined;
    const socket = observedAddress(request);
    if (socket === UNIX_SOCKET && !unixSocket) return undefined;
    const hops = listHops(request.headers, header);
    for (const hop of socket === UNIX_SOCKET ? hops : [socket ?? '', ...hops]) {
      const address = parseAddress(hop);
      if (address === undefined) return undefined;
      client = address.toString();
      if (!networks.some((network) => networkHolds(network, address))) break;
    }
    return client;
  };
}

/** Reads the socket's address. If the request has the field, no other one is read. */
function observedAddress(request: IncomingRequest): string | undefined {
  return 'remoteAddress' in request ? request.remoteAddress : request.ip;
}

function normal(text: unknown): string | undefined {
  return typeof text === 'string' ? parseAddress(text)?.toString() : undefined;
}
