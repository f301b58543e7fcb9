import { strict as assert } from 'node:assert';
import type { ClientIpOption, IpMatch } from '@fingerprint-guard/core';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';
import type { Sent } from '../send.js';

/** The proxy in front of the shop is this machine. */
const BEHIND_PROXY = { trustedProxies: ['127.0.0.1'] };
const BY_HEADER = { header: 'CF-Connecting-IP' };

interface Case {
  clientIp?: ClientIpOption;
  headers: NonNullable<Sent['headers']>;
  /** The address that the event was made from. */
  eventFrom: string;
  client: string | undefined;
  match: IpMatch | undefined;
}

const forwarded = (value: string | readonly string[]) => ({ 'x-forwarded-for': value });
const seen = (client: string, match: IpMatch = 'same', eventFrom = client) => ({ client, match, eventFrom });

const CASES: Readonly<Record<string, Case>> = {
  'without configuration a forwarding header is not trusted': {
    headers: forwarded('203.0.113.9'),
    ...seen('127.0.0.1'),
  },
  'the address that the trusted proxy saw counts': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('203.0.113.9'),
    ...seen('203.0.113.9'),
  },
  'a forged left-most address never wins': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('198.51.100.66, 203.0.113.9'),
    ...seen('203.0.113.9', 'other-network', '198.51.100.66'),
  },
  'a forged header of its own never wins': {
    clientIp: BEHIND_PROXY,
    headers: forwarded(['198.51.100.66', '203.0.113.9']),
    ...seen('203.0.113.9', 'other-network', '198.51.100.66'),
  },
  'a chain of trusted proxies is followed to its end': {
    clientIp: { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] },
    headers: forwarded('203.0.113.9, 10.1.2.3'),
    ...seen('203.0.113.9'),
  },
  'no forwarding header: the socket counts': {
    clientIp: BEHIND_PROXY,
    headers: {},
    ...seen('127.0.0.1'),
  },
  'an IPv6 address': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('2001:DB8:0:0::7'),
    ...seen('2001:db8::7'),
  },
  'an IPv6 address of the same network': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('2001:db8:0:1::7'),
    ...seen('2001:db8:0:1::7', 'same-network', '2001:db8:0:2::9'),
  },
  'an IPv4-mapped IPv6 address is the IPv4 address': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('::ffff:203.0.113.9'),
    ...seen('203.0.113.9'),
  },
  'an address with a port': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('203.0.113.9:4711'),
    ...seen('203.0.113.9'),
  },
  'an IPv6 address with a port': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('[2001:db8::7]:4711'),
    ...seen('2001:db8::7'),
  },
  'an invalid address is not known': {
    clientIp: BEHIND_PROXY,
    headers: forwarded('203.0.113.9, unknown'),
    eventFrom: '203.0.113.9',
    client: undefined,
    match: undefined,
  },
  'a proxy that is not trusted is the client': {
    clientIp: { trustedProxies: ['10.0.0.0/8'] },
    headers: forwarded('203.0.113.9'),
    ...seen('127.0.0.1', 'other-network', '203.0.113.9'),
  },
  'the header of a platform': {
    clientIp: BY_HEADER,
    headers: { 'cf-connecting-ip': '203.0.113.9', ...forwarded('198.51.100.66') },
    ...seen('203.0.113.9'),
  },
  'the header of a platform, absent': {
    clientIp: BY_HEADER,
    headers: forwarded('198.51.100.66'),
    eventFrom: '198.51.100.66',
    client: undefined,
    match: undefined,
  },
};

export const clientAddress: Group = (play) => {
  for (const [name, { clientIp, headers, eventFrom, client, match }] of Object.entries(CASES)) {
    play(name, async (open) => {
      const scene = await open({ guard: clientIp ? { clientIp } : {} });
      const { eventId } = await scene.createEvent('honest', { ip_address: eventFrom });
      assert.equal((await scene.login(eventId, headers)).status, 200);
      assert.equal(scene.handled[0]?.signals.clientIp, client);
      assert.equal(scene.handled[0]?.signals.ipMatch, match);
    });
  }

  play('a forged address does not get past a policy that compares addresses', async (open) => {
    const policy = { rules: { 'ip-mismatch': ['deny', { tolerance: 'same-network' }] } } as const;
    const scene = await open({ guard: { policy, clientIp: BEHIND_PROXY } });
    const { eventId } = await scene.createEvent('honest', { ip_address: '198.51.100.66' });
    const answer = await scene.login(eventId, forwarded('198.51.100.66, 203.0.113.9'));
    assertBlocked(scene, answer, { rule: 'ip-mismatch' });
  });
};
