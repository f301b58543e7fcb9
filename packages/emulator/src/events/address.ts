import { BlockList, isIP } from 'node:net';

/** A valid address: without a zone, IPv4-mapped IPv6 as IPv4. */
export interface Address {
  readonly family: 'v4' | 'v6';
  readonly text: string;
}

/** Reads an IP address; `undefined` if the string is not one. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  const family = isIP(mapped);
  return family === 0 ? undefined : { family: family === 4 ? 'v4' : 'v6', text: mapped };
}

/** True if an address belongs to this very machine. */
export function isLoopback({ family, text }: Address): boolean {
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  return loopback.check(text, family === 'v4' ? 'ipv4' : 'ipv6');
}

/** Returns the announced network of an address: /8 for loopback, else /24; for IPv6 /128 and /32. */
export function networkOf(address: Address): string {
  if (address.family === 'v4') {
    const [first, second, third] = address.text.split('.');
    return isLoopback(address) ? '127.0.0.0/8' : `${first}.${second}.${third}.0/24`;
  }
  if (isLoopback(address)) return '::1/128';
  // The URL parser is Node's one normaliser of IPv6: it expands embedded IPv4 and compresses zeros.
  const normal = new URL(`http://[${address.text}]`).hostname.slice(1, -1);
  const [head = '', tail] = normal.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - groups.length - after.length }, () => '0');
  const [first = '0', second = '0'] = [...groups, ...zeros, ...after];
  return first === '0' && second === '0' ? '::/32' : `${first}${second === '0' ? '' : `:${second}`}::/32`;
}
