import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FingerprintEvent } from '../../src/index.js';
import { matchAddress } from '../../src/signals/ip-match.js';

const event = (fields: Partial<FingerprintEvent>): FingerprintEvent => ({
  eventId: 'e',
  generation: 'v4',
  failed: {},
  raw: {},
  ...fields,
});
const dualStack = event({
  ip: '203.0.113.7',
  ipInfo: {
    v4: { address: '203.0.113.7', asnNetwork: '203.0.0.0/16' },
    v6: { address: '2001:db8:1:2::7', asnNetwork: '2001:db8::/32' },
  },
});

describe('the client is compared with every address of the event', () => {
  test.each<[string, string | undefined, FingerprintEvent, string | undefined]>([
    ['the same IPv4', '203.0.113.7', dualStack, 'same'],
    ['the same, IPv4-mapped', '::ffff:203.0.113.7', dualStack, 'same'],
    ['the same, with a port', '203.0.113.7:55000', dualStack, 'same'],
    ['dual stack: the other family', '2001:db8:1:2::7', dualStack, 'same'],
    ['IPv6 in another spelling', '2001:0DB8:0001:0002:0000:0000:0000:0007', dualStack, 'same'],
    ['IPv6 with a zone', '2001:db8:1:2::7%en0', dualStack, 'same'],
    ['a neighbour in the /24', '203.0.113.200', dualStack, 'same-network'],
    ['a neighbour in the /48', '2001:db8:1:ffff::1', dualStack, 'same-network'],
    ['just outside the /24', '203.0.114.1', dualStack, 'same-asn'],
    ['just outside the /48', '2001:db8:2::1', dualStack, 'same-asn'],
    ['outside the network', '198.51.100.1', dualStack, 'other-network'],
    ['IPv6, where the event knows IPv4 only', '2001:db8::1', event({ ip: '203.0.113.7' }), 'other-network'],
    ['no client address', undefined, dualStack, undefined],
    ['an invalid client address', 'unknown', dualStack, undefined],
    ['an event without addresses', '203.0.113.7', event({}), undefined],
    ['an event whose address is none', '203.0.113.7', event({ ip: 'x' }), undefined],
    [
      'an invalid network',
      '203.0.114.1',
      event({ ip: '203.0.113.7', ipInfo: { v4: { asnNetwork: 'x' } } }),
      'other-network',
    ],
  ])('%s', (_what, clientIp, of, expected) => {
    expect(matchAddress(clientIp, of)).toBe(expected);
  });

  test('any address is the same as itself, IPv4-mapped or not', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
        expect(matchAddress(ip, event({ ip }))).toBe('same');
        if (!ip.includes(':')) expect(matchAddress(`::ffff:${ip}`, event({ ip }))).toBe('same');
      }),
    );
  });
});
