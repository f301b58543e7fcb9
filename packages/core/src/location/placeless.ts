import type ipaddr from 'ipaddr.js';

/** Networks within one site, one carrier or one machine, whose addresses have no location. */
const PLACELESS: ReadonlySet<string> = new Set([
  'unspecified',
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
]);

/** True for a loopback, private, link-local or carrier-grade address: it is used in many places at once. */
export function isPlaceless(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return PLACELESS.has(address.range());
}
