import ipaddr from 'ipaddr.js';
import { isPlaceless } from './placeless.js';

/** An IPv4 address that an IPv6 address represents. */
export interface EmbeddedV4 {
  address: ipaddr.IPv4;
  /** The bit of the IPv6 address at which it begins. */
  from: number;
}

type Bytes = readonly number[];

/** One way to write an IPv4 address into an IPv6 address. */
interface Form {
  /** The beginning of the IPv6 address. */
  prefix: Bytes;
  /** The bytes with the IPv4 address. */
  at: readonly [number, number, number, number];
  /** The bytes that are 0, from and up to here. */
  zeros?: readonly [number, number];
  /**
   * It never represents an address within a site, which may be a trusted one: any host may have such an IPv6 address.
   */
  publicOnly: boolean;
}

const LAST = [12, 13, 14, 15] as const;

/**
 * IPv4-mapped addresses are the form in which sockets show IPv4 (RFC 4291). NAT64 translates from its well-known prefix
 * (RFC 6052), and from a prefix that the operator chooses within the local-use prefix (RFC 8215), as a /96 or as the
 * whole /48. A 6to4 site has the /48 of its IPv4 address (RFC 3056).
 */
const FORMS: readonly Form[] = [
  { prefix: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], at: LAST, publicOnly: false },
  { prefix: [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], at: LAST, publicOnly: true },
  { prefix: [0, 0x64, 0xff, 0x9b, 0, 1], at: LAST, zeros: [8, 12], publicOnly: true },
  { prefix: [0, 0x64, 0xff, 0x9b, 0, 1], at: [6, 7, 9, 10], zeros: [11, 16], publicOnly: true },
  { prefix: [0x20, 0x02], at: [2, 3, 4, 5], publicOnly: true },
];

/** Finds the IPv4 address that an IPv6 address represents; undefined if it represents none. */
export function embeddedV4(v6: ipaddr.IPv6): EmbeddedV4 | undefined {
  const bytes = v6.toByteArray();
  for (const { prefix, at, zeros = [0, 0], publicOnly } of FORMS) {
    if (prefix.some((byte, index) => bytes[index] !== byte)) continue;
    if (bytes.slice(...zeros).some((byte) => byte !== 0)) continue;
    const address = new ipaddr.IPv4(at.map((index) => bytes[index] as number));
    if (!publicOnly || !isPlaceless(address)) return { address, from: at[0] * 8 };
  }
  return undefined;
}
