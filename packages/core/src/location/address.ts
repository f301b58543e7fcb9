import ipaddr from 'ipaddr.js';

/** An IPv4 or IPv6 address in its one normal form: IPv4-mapped IPv6 is IPv4, without zone and port. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses in CIDR notation. */
export type Network = readonly [Address, number];

const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;
const V4_WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;
const PLAIN_V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$/;
const LEADING_ZERO = /(?:^|\.)0\d/;

/**
 * Reads an address as proxies and sockets write it: with a port, in brackets, with a zone, IPv4-mapped.
 * Undefined for anything else; octal, hexadecimal and shortened IPv4 forms are refused.
 */
export function parseAddress(text: string): Address | undefined {
  const plain = plainV4(text);
  if (plain) return plain;
  const trimmed = text.trim();
  const bare = BRACKETED.exec(trimmed)?.[1] ?? V4_WITH_PORT.exec(trimmed)?.[1] ?? trimmed;
  const [address = ''] = bare.split('%', 1);
  if (!address.includes(':')) return plainV4(address);
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
}

/** The four decimal numbers most addresses are; a leading zero would be octal to some, and is refused. */
function plainV4(text: string): ipaddr.IPv4 | undefined {
  if (!PLAIN_V4.test(text) || text.endsWith('.') || LEADING_ZERO.test(text)) return undefined;
  return new ipaddr.IPv4(text.split('.').map(Number));
}

/** Reads a network such as `10.0.0.0/8` or `2001:db8::/32`; a bare address is a network of one. */
export function parseNetwork(text: string): Network | undefined {
  const [base = '', bits, ...rest] = text.split('/');
  const address = parseAddress(base);
  if (address === undefined || rest.length > 0) return undefined;
  const width = address.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return [address, width];
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  return prefix <= width ? [address, prefix] : undefined;
}

/** True where the network holds the address; never across IPv4 and IPv6. */
export function networkHolds([base, prefix]: Network, address: Address): boolean {
  if (base.kind() !== address.kind()) return false;
  return address.kind() === 'ipv4'
    ? (address as ipaddr.IPv4).match(base as ipaddr.IPv4, prefix)
    : (address as ipaddr.IPv6).match(base as ipaddr.IPv6, prefix);
}

/** Networks within one site, one carrier or one machine, whose addresses say nothing of where they are. */
const PLACELESS: ReadonlySet<string> = new Set([
  'unspecified',
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
]);

/** True for a loopback, private, link-local or carrier's address: it is used in many places at once. */
export function isPlaceless(address: Address): boolean {
  return PLACELESS.has(address.range());
}
