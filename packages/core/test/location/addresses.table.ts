import type { GeoLocation, IpMatch } from '../../src/index.js';
import type { Known } from '../support/addresses.js';

/** One case: who the client is, where the event was created, and what `geo` returns for the client. */
export interface AddressCase {
  what: string;
  /** Undefined if the server does not know it. */
  client?: string;
  v4?: Known;
  v6?: Known;
  /** What `geo` answers for the client; undefined: the guard has none, or it does not know the address. */
  geo?: GeoLocation;
  ipMatch: IpMatch | undefined;
  /** The signal `ipLocationMismatch`: at 500 km. */
  elsewhere: boolean | undefined;
}

const city = (
  countryCode: string,
  latitude: number,
  longitude: number,
  accuracyRadiusKm: number,
): GeoLocation => ({
  countryCode,
  latitude,
  longitude,
  accuracyRadiusKm,
});
const BERLIN = city('DE', 52.52, 13.405, 20);
const HAMBURG = city('DE', 53.55, 9.993, 20);
const MUNICH = city('DE', 48.137, 11.575, 20);
const STRASBOURG = city('FR', 48.573, 7.752, 20);
const KEHL = city('DE', 48.577, 7.815, 20);
const NEW_YORK = city('US', 40.713, -74.006, 20);
const LOS_ANGELES = city('US', 34.052, -118.244, 20);
const SAO_PAULO = city('BR', -23.548, -46.636, 50);
/** The middle of the country: nothing else is known of the address. */
const AMERICA = city('US', 37.751, -97.822, 1000);
const GERMANY = city('DE', 51.5, 10.5, 250);
const GERMAN = { countryCode: 'DE' };
const FRENCH = { countryCode: 'FR' };

const HOME = { address: '203.0.113.7', network: '203.0.112.0/21', at: BERLIN };
const HOME_V6 = { address: '2001:db8:49:1::7', network: '2001:db8:49::/44', at: BERLIN };
const OFFICE = { address: '198.51.100.10', network: '198.51.100.0/24', at: HAMBURG };

/** Addresses in the life of honest visitors and of others, nearest first. */
export const ADDRESSES: readonly AddressCase[] = [
  // The same address, however it is written.
  { what: 'At home', client: '203.0.113.7', v4: HOME, ipMatch: 'same', elsewhere: false },
  { what: 'With a port', client: '203.0.113.7:52044', v4: HOME, ipMatch: 'same', elsewhere: false },
  { what: 'IPv4-mapped', client: '::ffff:203.0.113.7', v4: HOME, ipMatch: 'same', elsewhere: false },
  {
    what: 'IPv4-mapped, in hexadecimal',
    client: '::ffff:cb00:7107',
    v4: HOME,
    ipMatch: 'same',
    elsewhere: false,
  },
  { what: 'NAT64', client: '64:ff9b::203.0.113.7', v4: HOME, ipMatch: 'same', elsewhere: false },
  {
    what: 'NAT64, its own prefix',
    client: '64:ff9b:1:fffe::cb00:7107',
    v4: HOME,
    ipMatch: 'same',
    elsewhere: false,
  },
  { what: '6to4', client: '2002:cb00:7107:1::1', v4: HOME, ipMatch: 'same', elsewhere: false },
  {
    what: '6to4, another address of the network',
    client: '2002:cb00:71c8::1',
    v4: HOME,
    ipMatch: 'same-network',
    elsewhere: false,
  },
  {
    what: 'IPv6 with a port, without brackets',
    client: '2001:db8:49:1::7:52044',
    v6: HOME_V6,
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'The same, the port could be of the address',
    client: '2001:db8:49:1::7:443',
    v6: HOME_V6,
    ipMatch: 'same-network',
    elsewhere: false,
  },
  {
    what: 'IPv6 in brackets, with a port',
    client: '[2001:db8:49:1::7]:443',
    v6: HOME_V6,
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'IPv6 with a zone',
    client: '2001:db8:49:1::7%en0',
    v6: HOME_V6,
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'IPv6 written out',
    client: '2001:0DB8:0049:0001:0:0:0:0007',
    v6: HOME_V6,
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'Dual stack: IPv4 there, IPv6 here',
    client: '2001:db8:49:1::7',
    v4: HOME,
    v6: HOME_V6,
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'Dual stack: IPv6 there, IPv4 here',
    client: '203.0.113.7',
    v4: HOME,
    v6: HOME_V6,
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'A VPN on for both requests',
    client: '192.0.2.130',
    v4: { address: '192.0.2.130', at: NEW_YORK },
    geo: NEW_YORK,
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'Carrier NAT, one address of the pool',
    client: '203.0.113.9',
    v4: { address: '203.0.113.9', at: GERMANY },
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'The same machine',
    client: '127.0.0.1',
    v4: { address: '127.0.0.1' },
    ipMatch: 'same',
    elsewhere: false,
  },
  {
    what: 'The same, and `geo` disagrees with the event',
    client: '203.0.113.7',
    v4: HOME,
    geo: SAO_PAULO,
    ipMatch: 'same',
    elsewhere: false,
  },

  // One network.
  {
    what: 'Carrier NAT, another address of the pool',
    client: '203.0.113.200',
    v4: { address: '203.0.113.9', at: GERMANY },
    ipMatch: 'same-network',
    elsewhere: false,
  },
  {
    what: 'IPv6 privacy address in one /64',
    client: '2001:db8:49:1:a1b2:c3d4:e5f6:1',
    v6: HOME_V6,
    ipMatch: 'same-network',
    elsewhere: false,
  },
  {
    what: 'Another subnet of one /48',
    client: '2001:db8:49:ffff::1',
    v6: HOME_V6,
    ipMatch: 'same-network',
    elsewhere: false,
  },
  {
    what: 'Corporate egress, the next address',
    client: '198.51.100.11',
    v4: OFFICE,
    ipMatch: 'same-network',
    elsewhere: false,
  },
  {
    what: 'iCloud Private Relay, the same egress network',
    client: '192.0.2.20',
    v4: { address: '192.0.2.140', at: BERLIN },
    ipMatch: 'same-network',
    elsewhere: false,
  },
  {
    what: 'Dual stack, privacy address, IPv4 changed',
    client: '2001:db8:49:1::beef',
    v4: HOME,
    v6: HOME_V6,
    ipMatch: 'same-network',
    elsewhere: false,
  },

  // One provider.
  {
    what: 'A new address from the same provider',
    client: '203.0.117.4',
    v4: HOME,
    ipMatch: 'same-asn',
    elsewhere: undefined,
  },
  {
    what: 'The same, located in the same city',
    client: '203.0.117.4',
    v4: HOME,
    geo: BERLIN,
    ipMatch: 'same-asn',
    elsewhere: false,
  },
  {
    what: 'The same provider, across the country',
    client: '203.0.117.4',
    v4: HOME,
    geo: MUNICH,
    ipMatch: 'same-asn',
    elsewhere: false,
  },
  {
    what: 'The same provider, on another continent',
    client: '203.0.117.4',
    v4: HOME,
    geo: SAO_PAULO,
    ipMatch: 'same-asn',
    elsewhere: true,
  },
  {
    what: 'IPv6: a new prefix from the provider',
    client: '2001:db8:4a:1::7',
    v6: HOME_V6,
    ipMatch: 'same-asn',
    elsewhere: undefined,
  },

  // One country.
  {
    what: 'Phone from Wi-Fi to cellular',
    client: '192.0.2.66',
    v4: HOME,
    geo: HAMBURG,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'Phone to cellular, located at the carrier',
    client: '192.0.2.66',
    v4: HOME,
    geo: MUNICH,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'Phone to cellular, located by country only',
    client: '192.0.2.66',
    v4: HOME,
    geo: GERMAN,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'Phone to cellular over IPv6',
    client: '2001:db8:aa::5',
    v4: HOME,
    geo: GERMANY,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'Corporate egress in another city',
    client: '192.0.2.9',
    v4: OFFICE,
    geo: MUNICH,
    ipMatch: 'same-country',
    elsewhere: true,
  },
  {
    what: 'iCloud Private Relay, another egress',
    client: '192.0.2.20',
    v4: { address: '198.51.100.44', at: BERLIN },
    geo: GERMANY,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'iCloud Private Relay on, for the page only',
    client: '203.0.113.7',
    v4: { address: '192.0.2.20', at: GERMANY },
    geo: BERLIN,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'One country, coast to coast',
    client: '192.0.2.66',
    v4: { address: '203.0.113.7', at: NEW_YORK },
    geo: LOS_ANGELES,
    ipMatch: 'same-country',
    elsewhere: true,
  },
  {
    what: 'Across the country from its middle, there',
    client: '192.0.2.66',
    v4: { address: '203.0.113.7', at: AMERICA },
    geo: NEW_YORK,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'Across the country from its middle, here',
    client: '192.0.2.66',
    v4: { address: '203.0.113.7', at: LOS_ANGELES },
    geo: AMERICA,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'The middle of the country, and the other coast',
    client: '192.0.2.66',
    v4: { address: '203.0.113.7', at: AMERICA },
    v6: { address: '2001:db8:49:1::7', at: LOS_ANGELES },
    geo: NEW_YORK,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'The middle of another country, a river apart',
    client: '192.0.2.66',
    v4: { address: '203.0.113.7', at: AMERICA },
    geo: city('CA', 42.317, -83.035, 20),
    ipMatch: 'different',
    elsewhere: true,
  },
  {
    what: 'Families in two countries, one is the client’s',
    client: '192.0.2.66',
    v4: { ...HOME, at: NEW_YORK },
    v6: HOME_V6,
    geo: HAMBURG,
    ipMatch: 'same-country',
    elsewhere: false,
  },
  {
    what: 'A country code in lower case',
    client: '192.0.2.66',
    v4: { ...HOME, at: GERMAN },
    geo: { countryCode: 'de' },
    ipMatch: 'same-country',
    elsewhere: false,
  },

  // Another country.
  {
    what: 'Across a border, a bridge apart',
    client: '192.0.2.66',
    v4: { ...HOME, at: KEHL },
    geo: STRASBOURG,
    ipMatch: 'different',
    elsewhere: false,
  },
  {
    what: 'Across a border, by country only',
    client: '192.0.2.66',
    v4: HOME,
    geo: FRENCH,
    ipMatch: 'different',
    elsewhere: true,
  },
  {
    what: 'Event stolen, used from another continent',
    client: '192.0.2.66',
    v4: HOME,
    geo: SAO_PAULO,
    ipMatch: 'different',
    elsewhere: true,
  },
  {
    what: 'VPN switched on in between',
    client: '192.0.2.130',
    v4: HOME,
    geo: NEW_YORK,
    ipMatch: 'different',
    elsewhere: true,
  },
  {
    what: 'VPN switched off in between',
    client: '203.0.113.7',
    v4: { address: '192.0.2.130', at: NEW_YORK },
    geo: BERLIN,
    ipMatch: 'different',
    elsewhere: true,
  },
  {
    what: 'Roaming: the phone’s address is at home',
    client: '192.0.2.66',
    v4: { address: '198.51.100.5', at: SAO_PAULO },
    geo: GERMANY,
    ipMatch: 'different',
    elsewhere: true,
  },
  {
    what: 'Far, but neither side is located well',
    client: '192.0.2.66',
    v4: { ...HOME, at: { ...BERLIN, accuracyRadiusKm: 400 } },
    geo: city('FR', 48.85, 2.35, 400),
    ipMatch: 'different',
    elsewhere: false,
  },

  // Not known.
  {
    what: 'Phone from Wi-Fi to cellular, without `geo`',
    client: '192.0.2.66',
    v4: HOME,
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  {
    what: 'An event without locations',
    client: '192.0.2.66',
    v4: { address: '203.0.113.7' },
    geo: BERLIN,
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  {
    what: 'A code that is no country',
    client: '192.0.2.66',
    v4: HOME,
    geo: { countryCode: 'T1' },
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  {
    what: 'Coordinates here, a country there',
    client: '192.0.2.66',
    v4: { ...HOME, at: GERMAN },
    geo: { latitude: 52.5, longitude: 13.4 },
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  {
    what: 'Coordinates off the globe',
    client: '192.0.2.66',
    v4: HOME,
    geo: { latitude: 952.5, longitude: 13.4 },
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  {
    what: 'A private address: a proxy’s, not the client’s',
    client: '10.0.3.7',
    v4: HOME,
    geo: SAO_PAULO,
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  {
    what: 'The server’s own machine',
    client: '::1',
    v4: HOME,
    geo: SAO_PAULO,
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  {
    what: 'Inside a carrier’s NAT',
    client: '100.64.3.7',
    v4: HOME,
    geo: SAO_PAULO,
    ipMatch: 'other-network',
    elsewhere: undefined,
  },
  { what: 'No client address', v4: HOME, geo: BERLIN, ipMatch: undefined, elsewhere: undefined },
  {
    what: 'An invalid client address',
    client: 'unknown',
    v4: HOME,
    geo: BERLIN,
    ipMatch: undefined,
    elsewhere: undefined,
  },
  { what: 'An event without addresses', client: '203.0.113.7', ipMatch: undefined, elsewhere: undefined },
];
