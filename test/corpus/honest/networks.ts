import {
  BERLIN,
  CARRIER,
  CARRIER_EXIT,
  DUBAI,
  HAMBURG,
  LONDON,
  MADRID,
  MUMBAI,
  MUNICH,
  NEW_YORK,
  OFFICE,
  PARIS,
  RELAY_EXIT,
  SAO_PAULO,
  SERVER_AMSTERDAM,
  SERVER_FRANKFURT,
  SERVER_VIRGINIA,
  SINGAPORE,
  STRASBOURG,
  SYDNEY,
  TOKYO,
  TOR_EXIT,
  UNIVERSITY,
  WARSAW,
} from '../parts/places.js';
import { at, atBoth, atV6, listed, proxy, velocity, vpn, vpnFrom } from '../parts/signals.js';
import type { Kind } from '../visit.js';

/** Nothing is awkward here. */
export const atHome: Kind = {
  'a customer at home': { because: 'most visits are this one' },
  'a customer in Paris': { because: 'abroad is home for somebody', event: at(PARIS) },
  'a customer in Tokyo': { because: 'the same', event: at(TOKYO) },
  'a customer in São Paulo': { because: 'the same', event: at(SAO_PAULO) },
  'a customer in Mumbai': { because: 'a time zone of half hours', event: at(MUMBAI) },
  'a customer in Sydney': { because: 'summer is winter there', event: at(SYDNEY) },
  'a customer with an app': { because: 'no page, and no origin', app: true },
  'a customer at home, seen by v3': { because: 'the third generation', generation: 'v3' },
  'a customer at home, seen by the generation of 2019': {
    because: 'few signals, all of them fine',
    generation: '2019',
  },
  'a customer with an app, seen by v3': { because: 'the third generation', generation: 'v3', app: true },
  'a first visit': {
    because: 'everybody comes for a first time',
    event: { identification: { visitor_found: false, first_seen_at: null, last_seen_at: null } },
  },
  'a sealed result': {
    because: 'the page sends the event itself',
    sends: { sealed: 'its own', eventId: null },
  },
  'a sealed result beside its id': { because: 'both name one event', sends: { sealed: 'its own' } },
};

/** Two protocols, one visitor. */
export const dualStack: Kind = {
  'dual stack, the event by IPv4 and the request by IPv6': {
    because: 'RFC 8305, Happy Eyeballs: each connection takes the faster one',
    event: atBoth(BERLIN),
    sends: { from: BERLIN.v6 },
  },
  'dual stack, the event by IPv6 and the request by IPv4': {
    because: 'the other way round',
    event: { ...atBoth(BERLIN), ip_address: BERLIN.v6 },
    sends: { from: BERLIN },
  },
  'IPv6 alone': { because: 'mobile carriers, mostly', event: atV6(BERLIN) },
  'IPv6 with a privacy address that changed': {
    because: 'RFC 8981: a new address each day, in the same /64',
    event: atV6(BERLIN),
    sends: { from: BERLIN.v6.replace('::20', '::ab:1') },
  },
  'the event by IPv4 alone, the request by IPv6': {
    because: 'the site has IPv6, and Fingerprint saw IPv4 only',
    event: at(BERLIN),
    sends: { from: BERLIN.v6 },
  },
  'an IPv4 address written as IPv6': {
    because: 'Node shows IPv4 clients of a dual-stack socket like this',
    sends: { from: `::ffff:${BERLIN.v4}` },
  },
  NAT64: {
    because: 'RFC 6146: the carrier turns IPv6 into IPv4 for old sites',
    event: atV6(CARRIER),
    sends: { from: CARRIER },
  },
  'dual stack, seen by v3': {
    because: 'the third generation',
    generation: 'v3',
    event: atBoth(BERLIN),
    sends: { from: BERLIN.v6 },
  },
};

/** Addresses that many share, or that change. */
export const sharedAddresses: Kind = {
  'a phone behind a carrier’s NAT': {
    because: 'RFC 6598: thousands share an address',
    event: { ...at(CARRIER), ...velocity({ eventsOfIp: [900, 9000, 90_000] }) },
  },
  'a carrier’s NAT whose exit changed in between': {
    because: 'the next connection may leave by another exit of the same network',
    event: at(CARRIER),
    sends: { from: CARRIER.v4.replace('.20', '.77') },
  },
  'a carrier’s NAT whose next exit is in another city': {
    because: 'carriers route a country through a few cities',
    event: at(CARRIER),
    sends: { from: CARRIER_EXIT },
  },
  'a carrier’s address on a spam list': {
    because: 'carriers share addresses that are on spam lists',
    event: { ...at(CARRIER), ...listed('email_spam') },
  },
  'a carrier’s address on a list of attackers': {
    because: 'one infected phone among thousands behind the address',
    event: { ...at(CARRIER), ...listed('attack_source') },
  },
  'a phone that leaves the Wi-Fi': {
    because: 'the page identified at home, the form goes out by the carrier',
    event: at(BERLIN),
    sends: { from: CARRIER_EXIT },
  },
  'a phone that finds a Wi-Fi': {
    because: 'the other way round',
    event: at(CARRIER),
    sends: { from: BERLIN },
  },
  'a tethered laptop': { because: 'the phone’s carrier, the laptop’s browser', event: at(CARRIER) },
  'a university with one address for ten thousand': {
    because: 'education networks',
    event: { ...at(UNIVERSITY), ...velocity({ eventsOfIp: [400, 5000, 60_000] }) },
  },
  'a hotel’s Wi-Fi': {
    because: 'everybody’s events come from one address',
    event: { ...at(MADRID), ...velocity({ eventsOfIp: [12, 90, 700] }) },
  },
  'a café that a spammer visited': { because: 'the list remembers', event: listed('email_spam') },
  'an office with two lines': {
    because: 'load is spread over two providers',
    event: at(OFFICE),
    sends: { from: BERLIN },
  },
  'an office whose proxy goes out elsewhere': {
    because: 'the company’s exit is in its headquarters',
    event: at(OFFICE),
    sends: { from: HAMBURG },
  },
  'a train with a Wi-Fi that changes its carrier': {
    because: 'three carriers an hour',
    event: { ...at(CARRIER), ...velocity({ ips: [4, 11, 25] }) },
    sends: { from: CARRIER_EXIT },
  },
  'an aeroplane’s Wi-Fi': {
    because: 'satellites land on another continent, in a data centre',
    event: { ...at(SERVER_VIRGINIA), vpn_origin_timezone: 'Europe/Berlin' },
  },
  'a ship’s satellite': {
    because: 'a ground station, and a clock of the open sea',
    event: { ...at(SERVER_AMSTERDAM), vpn_origin_timezone: 'Atlantic/Azores' },
  },
  'Starlink, its exit in the next country': {
    because: 'ground stations serve more than one country',
    event: { ...at(WARSAW), vpn_origin_timezone: 'Europe/Vilnius' },
  },
  'a border town, its provider across the river': {
    because: 'Kehl, with a French SIM',
    event: at(STRASBOURG),
    sends: { from: STRASBOURG.v4.replace('.20', '.99') },
  },
  'a home whose address changed overnight': {
    because: 'providers renew leases; the event has the new address, too',
    event: velocity({ ips: [1, 1, 3] }),
  },
  'a carrier’s NAT, seen by the generation of 2019': {
    because: 'that generation knows one address',
    generation: '2019',
    event: at(CARRIER),
    sends: { from: CARRIER.v4.replace('.20', '.77') },
  },
};

/** Who hides the address, and means no harm. */
export const privateNetworks: Kind = {
  'iCloud Private Relay': {
    because: 'Apple: a relay keeps its client’s country and time zone',
    event: { ...at(RELAY_EXIT), ...vpn('os_mismatch', 'relay') },
  },
  'iCloud Private Relay, each request by another exit': {
    because: 'the page identified by one exit, the form goes out by the next',
    event: { ...at(RELAY_EXIT), ...vpn('os_mismatch', 'relay') },
    sends: { from: RELAY_EXIT.v4.replace('.20', '.140') },
  },
  'iCloud Private Relay for the page, not for the app’s request': {
    because: 'Safari alone uses it',
    event: { ...at(RELAY_EXIT), ...vpn('os_mismatch', 'relay') },
    sends: { from: BERLIN },
  },
  'iCloud Private Relay, seen by v3': {
    because: 'the third generation knows the mismatch of systems only',
    generation: 'v3',
    event: { ...at(RELAY_EXIT), ...vpn('os_mismatch') },
  },
  'iCloud Private Relay in the country’s largest city': {
    because: 'the setting “country and time zone” in place of the general location',
    event: { ...at(SERVER_FRANKFURT), ...vpn('os_mismatch', 'relay') },
    sends: { from: MUNICH },
  },
  'Chrome’s IP Protection in a private window': {
    because: 'a relay of two hops',
    event: { ...at(RELAY_EXIT), ...vpn('relay'), incognito: true },
  },
  'Cloudflare WARP': {
    because: 'a VPN for a faster route, in the same city',
    event: { ...at(RELAY_EXIT), ...vpn('public_vpn') },
  },
  'a company’s VPN': {
    because: 'the exit is the company’s data centre',
    event: { ...at(SERVER_FRANKFURT), ...vpn('public_vpn') },
  },
  'a company’s VPN, its exit on another continent': {
    because: 'an American company with people in Germany',
    event: vpnFrom(BERLIN, SERVER_VIRGINIA, 'timezone_mismatch', 'public_vpn'),
  },
  'a company’s VPN for some sites only': {
    because: 'split tunnels: the agent goes direct, the shop through the company',
    event: at(BERLIN),
    sends: { from: SERVER_FRANKFURT },
  },
  'a company’s filter that reads TLS': {
    because: 'the phone’s certificates are the company’s, so that its filter can read',
    app: true,
    event: { ...at(OFFICE), mitm_attack: true },
  },
  'Zscaler in the next country': {
    because: 'security services route through their nearest node',
    event: { ...vpnFrom(BERLIN, SERVER_AMSTERDAM, 'public_vpn') },
  },
  'a VPN against a hotel’s Wi-Fi': {
    because: 'what every security guide advises',
    event: { ...at(SERVER_FRANKFURT), ...vpn('public_vpn') },
  },
  'a VPN to watch the programme of home': {
    because: 'a holiday in Spain, the exit in Berlin, the clock of Madrid',
    event: vpnFrom(MADRID, BERLIN, 'public_vpn'),
  },
  'a VPN that the vendor’s model believes to see': {
    because: 'a model errs now and then',
    event: vpn('ml_prediction'),
  },
  'a journalist with Tor': {
    because: 'Tor is for people, too',
    event: { ...at(TOR_EXIT), ...listed('tor_node'), privacy_settings: true, vpn_origin_timezone: 'UTC' },
  },
  'a home that somebody else’s app made a proxy of': {
    because: 'free apps sell their users’ lines; the residential proxy is the neighbour’s',
    event: proxy('residential', 'low'),
  },
  'a library’s proxy': { because: 'filters for children', event: { ...at(UNIVERSITY), ...proxy('unknown') } },
  'a VPN at home for the whole family': {
    because: 'the router has it, so the phone has it',
    app: true,
    event: { ...at(SERVER_FRANKFURT), ...vpn('auxiliary_mobile') },
  },
};

/** People on the move. */
export const travellers: Kind = {
  'Berlin yesterday, New York today': {
    because: 'a flight of nine hours',
    event: at(NEW_YORK),
    earlier: [{ hoursAgo: 22, event: at(BERLIN) }],
  },
  'London this morning, Dubai tonight': {
    because: 'a flight of seven hours',
    event: at(DUBAI),
    earlier: [{ hoursAgo: 10, event: at(LONDON) }],
  },
  'a laptop whose clock is still at home': {
    because: 'the first hour after landing',
    event: { ...at(SINGAPORE), vpn_origin_timezone: 'Europe/Berlin' },
  },
  'a phone that roams': {
    because: 'roaming is routed through the carrier at home, while the clock follows the place',
    event: { ...at(CARRIER), vpn_origin_timezone: 'America/New_York' },
  },
  'a phone that roams, on the hotel’s Wi-Fi for the page': {
    because: 'the form goes out by the carrier at home',
    event: at(NEW_YORK),
    sends: { from: CARRIER },
  },
  'a commuter across a border': {
    because: 'France and Germany every day',
    event: { ...at(STRASBOURG), ...velocity({ countries: [1, 2, 2] }) },
    earlier: [{ hoursAgo: 2, event: at(MUNICH) }],
  },
  'three countries on one day': {
    because: 'a lorry driver',
    event: { ...at(PARIS), ...velocity({ countries: [1, 1, 3], ips: [1, 4, 14] }) },
  },
  'a VPN at the airport, then home': {
    because: 'the exit of a VPN says where that is, not its visitor',
    event: at(BERLIN),
    earlier: [{ hoursAgo: 0.5, event: vpnFrom(BERLIN, NEW_YORK, 'public_vpn') }],
  },
  'a phone that a carrier locates at its exchange': {
    because: 'hundreds of kilometres within a moment, by address',
    event: at(CARRIER_EXIT),
    earlier: [{ hoursAgo: 0.05, event: at(BERLIN) }],
  },
  'an expatriate with the clock of the old home': {
    because: 'to see when the family is up',
    event: { ...at(TOKYO), vpn_origin_timezone: 'Europe/London' },
  },
  'summer time, where the neighbour has none': {
    because: 'two zones of one offset for half of the year',
    event: { ...at(PARIS), vpn_origin_timezone: 'Africa/Lagos' },
  },
};
