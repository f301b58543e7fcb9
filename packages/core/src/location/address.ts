import ipaddr from 'ipaddr.js';
import { embeddedV4 } from './embedded-v4.js';

/**
 * An IPv4 or IPv6 address in its one normal form, without zone and port. An IPv6 address that only represents an IPv4
 * address becomes that address.
 */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A range of addresses in CIDR notation. */
export type Network = readonly [Address, number];

const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;
const V4_WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;
const LAST_PORT = /:\d{1,5}$/;
const DOT = 0x2e;
const ZERO = 0x30;

/**
 * Reads an address as proxies and sockets write it: with a port, in brackets, with a zone, as an IPv6 address that
 * represents an IPv4 address. Undefined for anything else, also for octal, hexadecimal and shortened IPv4 forms. A port
 * after an IPv6 address without brackets is removed if the whole is not an address.
 */
export function parseAddress(text: string): Address | undefined {
  const plain = plainV4(text);
  if (plain) return plain;
  const trimmed = text.trim();
  const bare = BRACKETED.exec(trimmed)?.[1] ?? V4_WITH_PORT.exec(trimmed)?.[1] ?? trimmed;
  const [address = ''] = bare.split('%', 1);
  if (!address.includes(':')) return plainV4(address);
  const read =
    parseV6(address) ?? (address === trimmed ? parseV6(address.replace(LAST_PORT, '')) : undefined);
  return read && (embeddedV4(read)?.address ?? read);
}

/**
 * Reads the four decimal numbers that most addresses consist of; rejects a leading zero, which some parsers read as
 * octal.
 */
function plainV4(text: string): ipaddr.IPv4 | undefined {
  const octets = [0, 0, 0, 0];
  let at = 0;
  for (let index = 0; index < 4; index++) {
    const start = at;
    let octet = 0;
    for (; at < text.length && text.charCodeAt(at) !== DOT; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      const isLeadingZero = octet === 0 && at > start;
      if (digit < 0 || digit > 9 || isLeadingZero) return undefined;
      octet = octet * 10 + digit;
      if (octet > 255) return undefined;
    }
    if (at === start || (at === text.length) !== (index === 3)) return undefined;
    octets[index] = octet;
    at++;
  }
  return new ipaddr.IPv4(octets);
}

function parseV6(text: string): ipaddr.IPv6 | undefined {
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/**
 * Reads a network such as `10.0.0.0/8` or `2001:db8::/32`; a bare address is a network of one. An IPv6 network whose
 * addresses all represent IPv4 addresses becomes a network of those.
 */
export function parseNetwork(text: string): Network | undefined {
  const [base = '', bits, ...rest] = text.split('/');
  if (rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const v4 = plainV4(base);
  if (v4) return withPrefix(v4, bits === undefined ? 32 : Number(bits), 32);
  const address = parseAddress(base);
  if (bits === undefined || address === undefined) return address && [address, widthOf(address)];
  const v6 = parseV6(base);
  if (v6 === undefined) return withPrefix(address, Number(bits), widthOf(address));
  const embedded = embeddedV4(v6);
  return embedded && Number(bits) >= embedded.from
    ? withPrefix(embedded.address, Math.min(32, Number(bits) - embedded.from), 32)
    : withPrefix(v6, Number(bits), 128);
}

const widthOf = (address: Address): number => (address.kind() === 'ipv4' ? 32 : 128);

function withPrefix(address: Address, prefix: number, width: number): Network | undefined {
  return prefix <= width ? [address, prefix] : undefined;
}

/** True if the network contains the address; never across IPv4 and IPv6. */
export function networkHolds([base, prefix]: Network, address: Address): boolean {
  if (base.kind() !== address.kind()) return false;
  return address.kind() === 'ipv4'
    ? (address as ipaddr.IPv4).match(base as ipaddr.IPv4, prefix)
    : (address as ipaddr.IPv6).match(base as ipaddr.IPv6, prefix);
}
