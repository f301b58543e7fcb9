import { BlockList } from 'node:net';
import { parseAddress } from '../events/address.js';
import type { Filter } from './filter.js';

const BITS = { v4: 32, v6: 128 };
const FAMILIES = { v4: 'ipv4', v6: 'ipv6' } as const;

/**
 * Builds a filter for the event's address by a network such as `10.0.0.0/24`, or, if that is allowed, by an address.
 */
export const networkFilter = ({ withoutPrefix }: { readonly withoutPrefix: boolean }): Filter => ({
  invalid: () => 'invalid ip address',
  looksFor: (value) => {
    const [, base = '', prefixText] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
    const address = parseAddress(base);
    if (!address || (prefixText === undefined && !withoutPrefix)) return undefined;
    const { family, text } = address;
    const prefix = prefixText === undefined ? BITS[family] : Number(prefixText);
    if (prefix > BITS[family]) return undefined;
    const network = new BlockList();
    network.addSubnet(text, prefix, FAMILIES[family]);
    return ({ ip_address: ip }) => {
      const own = typeof ip === 'string' ? parseAddress(ip) : undefined;
      return own !== undefined && network.check(own.text, FAMILIES[own.family]);
    };
  },
});
