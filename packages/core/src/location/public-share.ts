import type { Address, Network } from './address.js';

/** The bits that all public addresses have in common: those of IPv6 are in `2000::/3`. */
const PUBLIC_BITS = { ipv4: 0, ipv6: 3 } as const;

/**
 * The number of bytes of an address that count: numbers are exact up to this size, and smaller networks add hardly
 * anything.
 */
const BYTES = 6;

/** The sum of networks as a share of the public addresses; above 1 if they contain more than those. */
export function shareOfPublic(networks: readonly Network[], kind: keyof typeof PUBLIC_BITS): number {
  const ranges = networks.filter(([base]) => base.kind() === kind).map(rangeOf);
  let covered = 0;
  let end = 0;
  for (const [from, to] of ranges.sort(([one], [other]) => one - other)) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return covered * 2 ** PUBLIC_BITS[kind];
}

/** The range of a network, with all addresses of its kind from 0 to 1. */
function rangeOf([base, prefix]: Network): readonly [number, number] {
  const size = 2 ** -prefix;
  const from = Math.floor(positionOf(base) / size) * size;
  return [from, from + size];
}

const positionOf = (address: Address): number =>
  address
    .toByteArray()
    .slice(0, BYTES)
    .reduce((sum, byte, index) => sum + byte / 256 ** (index + 1), 0);
