import type { VisitOverrides } from '@fingerprint-guard/testing';

/** A typical visit, by its differences from an honest one. */
type Visits = Readonly<Record<string, VisitOverrides>>;

/** A count of the last five minutes, hour and day. */
const counts = (fiveMinutes: number, hour: number, day: number) => ({
  '5m': fiveMinutes,
  '1h': hour,
  '24h': day,
});

/** Addresses in one country, of different providers, with `geo` on. */
const elsewhereInTheCountry = {
  ipMatch: 'same-country',
  ipLocationMismatch: false,
  ipDistanceKm: 505,
  ipAccuracyKm: 270,
} as const;

/** An agent of a provider that signs what it asks for. */
const SIGNED = { category: 'ai_agent', provider: 'OpenAI', name: 'ChatGPT Agent', identity: 'signed' };

/** Visits to let pass. */
const honest = {
  'a customer at home': {},
  'a customer in a private window': { signals: { incognito: true } },
  'iCloud Private Relay, its addresses in a data centre': {
    signals: { ...elsewhereInTheCountry, datacenter: true },
    event: { vpn: { detected: true, methods: { osMismatch: true, relay: true } } },
  },
  'a phone behind a carrier’s shared address, which changes': {
    signals: { ipMatch: 'same-asn', ipLocationMismatch: undefined, ipDistanceKm: undefined },
    event: { velocity: { ipEvents: counts(900, 9000, 90_000), distinctIp: counts(2, 4, 9) } },
  },
  'a phone that left the Wi-Fi': { signals: elsewhereInTheCountry },
  'a browser that resists identification': { event: { privacySettings: true } },
  'a customer who takes 45 seconds': { signals: { ageMs: 45_000 } },
  'a company’s VPN': {
    signals: { datacenter: true },
    event: { vpn: { detected: true, methods: { publicVpn: true } } },
  },
  'a family’s tablet, its third account today': {
    event: { velocity: { distinctLinkedId: counts(1, 2, 3) } },
  },
  'a family’s tablet, its second account today': {
    event: { velocity: { distinctLinkedId: counts(1, 2, 2) } },
  },
  'a family of five devices, one account': {
    event: {
      velocity: { distinctVisitorIdByLinkedId: counts(2, 3, 5), distinctIpByLinkedId: counts(2, 5, 12) },
    },
  },
  'a customer on a train, 25 addresses today': {
    event: { velocity: { distinctIp: counts(3, 8, 25), distinctIpByLinkedId: counts(3, 8, 25) } },
  },
  'a search engine’s crawler': {
    event: {
      bot: 'good',
      botInfo: { category: 'search_engine_crawler', provider: 'Google', identity: 'verified' },
    },
  },
  'an agent that a customer sent, and that signs': { event: { bot: 'good', botInfo: SIGNED } },
  'such an agent, taken for a bad bot': { event: { bot: 'bad', botInfo: SIGNED } },
  'a customer’s server, in a data centre': { signals: { reference: 'edge', datacenter: true } },
  'an agent that signs, at the API': { signals: { reference: 'edge' }, event: { botInfo: SIGNED } },
  'anybody, while Fingerprint is down': { signals: { lookup: 'unavailable', lookupCause: 'timeout' } },
} satisfies Visits;

/** Visits to block, or to challenge. */
const attacks = {
  'a bot': { signals: { bot: 'bad', botProbability: 1 } },
  'what calls itself such an agent, and proves nothing': {
    event: { bot: 'bad', botInfo: { ...SIGNED, identity: 'unknown' } },
  },
  'an agent of another provider': { event: { bot: 'good', botInfo: { ...SIGNED, provider: 'Example AI' } } },
  'a customer in an AI browser': {
    event: { botInfo: { category: 'ai_browser', provider: 'Perplexity', identity: 'unknown' } },
  },
  'a script that drives a browser': {
    event: { bot: 'good', botInfo: { category: 'browser_automation', identity: 'unknown' } },
  },
  'what calls itself Googlebot, and is not': {
    event: {
      bot: 'good',
      botInfo: { category: 'search_engine_crawler', provider: 'Google', identity: 'spoofed' },
    },
  },
  'a scraper, at the API': {
    signals: { reference: 'edge' },
    event: { botInfo: { category: 'scraping', identity: 'unknown' } },
  },
  'a false Googlebot, at the API': {
    signals: { reference: 'edge' },
    event: { botInfo: { category: 'search_engine_crawler', provider: 'Google', identity: 'spoofed' } },
  },
  'a residential proxy, at the API': {
    signals: { reference: 'edge' },
    event: { proxy: { detected: true, type: 'residential' } },
  },
  'an event used twice': { signals: { reused: true } },
  'an event kept for ten minutes': { signals: { ageMs: 600_000 } },
  'an event kept for 90 seconds': { signals: { ageMs: 90_000 } },
  'a made-up event ID': { signals: { lookup: 'unknown' } },
  'a page that imitates yours': { signals: { originAllowed: false } },
  'an event sent from another continent': {
    signals: { ipMatch: 'different', ipLocationMismatch: true, ipDistanceKm: 9000, ipAccuracyKm: 70 },
  },
  'a residential proxy': { event: { proxy: { detected: true, type: 'residential' } } },
  Tor: { signals: { tor: true } },
  'an anti-detect browser': { event: { tampering: { detected: true, antiDetectBrowser: true } } },
  'a virtual machine': { event: { virtualMachine: true } },
  'a rented server': { signals: { datacenter: true } },
  'a device not seen before, on a VPN': {
    event: { visitorFound: false, vpn: { detected: true, methods: { publicVpn: true } } },
  },
  'one device tries 5 accounts in an hour': { event: { velocity: { distinctLinkedId: counts(2, 5, 5) } } },
  'one device tries 40 accounts in an hour': { event: { velocity: { distinctLinkedId: counts(9, 40, 40) } } },
  'one device, 4 accounts today': { event: { velocity: { distinctLinkedId: counts(1, 2, 4) } } },
  'one device, 8 accounts today': { event: { velocity: { distinctLinkedId: counts(1, 3, 8) } } },
  'a second account today, in a private window': {
    event: { incognito: true, velocity: { distinctLinkedId: counts(1, 1, 2) } },
  },
  'a second account today, on a VPN': {
    event: {
      vpn: { detected: true, methods: { publicVpn: true } },
      velocity: { distinctLinkedId: counts(1, 1, 2) },
    },
  },
  'a copy of the app beside the app': { event: { clonedApp: true } },
  'a phone reset an hour ago': { event: { factoryResetAt: Date.UTC(2026, 4, 1, 11) } },
  'seven payments in five minutes': { event: { velocity: { events: counts(7, 7, 7) } } },
  'thirty payments in five minutes': { event: { velocity: { events: counts(30, 30, 30) } } },
  'an identification with low confidence': { signals: { confidence: 0.6 } },
  'a high suspect score': { signals: { suspectScore: 18 } },
  'a page that leaves the customer out, so that nothing is counted': {
    event: { velocity: { distinctLinkedId: undefined, distinctVisitorIdByLinkedId: undefined } },
  },
  'a page that names another customer': { signals: { linkedIdMatches: false } },
  'an account on 8 devices today': { event: { velocity: { distinctVisitorIdByLinkedId: counts(2, 4, 8) } } },
  'an account on 30 devices today': {
    event: { velocity: { distinctVisitorIdByLinkedId: counts(5, 12, 30) } },
  },
  'an account at 70 addresses today': { event: { velocity: { distinctIpByLinkedId: counts(6, 20, 70) } } },
} satisfies Visits;

/** Every visit by its name. */
export const visits = { ...honest, ...attacks };

/** The name of a visit. */
export type VisitName = keyof typeof visits;
