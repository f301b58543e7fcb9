import type { FingerprintEvent, Level, RuleName, Signals } from '../../src/index.js';

/** The facts of a visit that differ from an honest one. */
export interface Facts extends Signals {
  event?: Partial<FingerprintEvent>;
}

/** One rule: its levels, and the visits that it matches. */
export interface RuleCase {
  recommended: Level;
  strict: Level;
  matches: Facts;
  /** A visit that the rule can judge, but does not match. */
  differs: Facts;
  /** A visit that the rule cannot judge. */
  unknown: Facts;
  /** By preset: the last visit that is allowed, and the first that is not. */
  bounds?: { recommended: readonly [Facts, Facts]; strict: readonly [Facts, Facts] };
  /** The message of a match under `recommended`, or `strict` if `recommended` has it off. */
  message: string;
}

/** A visit with nothing wrong about it. */
export const HONEST: Signals = {
  reference: 'id',
  lookup: 'found',
  replayStore: 'ok',
  ageMs: 1000,
  reused: false,
  replayed: false,
  originAllowed: true,
  environmentAllowed: true,
  confidence: 0.97,
  ipMatch: 'same',
  vpn: false,
  proxy: false,
  tor: false,
  bot: 'not_detected',
  botProbability: 0,
  incognito: false,
  tampering: false,
  suspectScore: 0,
  missingSignals: [],
};

type Levels = readonly [recommended: Level, strict: Level];
const [NOTED, ASKED, STOPPED] = [
  ['observe', 'challenge'],
  ['challenge', 'deny'],
  ['deny', 'deny'],
] as const satisfies readonly Levels[];

/** A rule that depends on one fact. */
function onFact(
  [recommended, strict]: Levels,
  fact: keyof Signals,
  matches: unknown,
  differs: unknown,
  message: string,
): RuleCase {
  return {
    recommended,
    strict,
    matches: { [fact]: matches },
    differs: { [fact]: differs },
    unknown: { [fact]: undefined },
    message,
  };
}

/** A rule that depends on one flag of the event. */
function onFlag(levels: Levels, flag: keyof FingerprintEvent, message: string): RuleCase {
  const [recommended, strict] = levels;
  return {
    recommended,
    strict,
    matches: { event: { [flag]: true } },
    differs: { event: { [flag]: false } },
    unknown: { event: {} },
    message,
  };
}

/** A rule on signals that could not be collected. */
function onLost([recommended, strict]: Levels, fact: keyof Signals, why: string): RuleCase {
  const found = { lookup: 'found' } as const;
  return {
    recommended,
    strict,
    matches: { ...found, [fact]: ['travelKmh'] },
    differs: found,
    unknown: { lookup: undefined },
    message: `travelKmh could not be determined: ${why}`,
  };
}

/** A rule with a bound that differs by preset or does not. */
function onBound(
  [recommended, strict]: Levels,
  facts: (value: number) => Facts,
  bounds: { recommended: readonly [number, number]; strict: readonly [number, number] },
  unknown: Facts,
  message: string,
): RuleCase {
  const pair = ([last, first]: readonly [number, number]) => [facts(last), facts(first)] as const;
  return {
    recommended,
    strict,
    matches: facts(bounds.recommended[1]),
    differs: facts(bounds.strict[0]),
    unknown,
    bounds: { recommended: pair(bounds.recommended), strict: pair(bounds.strict) },
    message,
  };
}

const alike = (last: number, first: number) =>
  ({ recommended: [last, first], strict: [last, first] }) as const;

const DAY_MS = 86_400_000;

/** Every rule. */
export const CASES: Readonly<Record<RuleName, RuleCase>> = {
  'missing-event': onFact(STOPPED, 'reference', 'missing', 'id', 'the request carries no event'),
  'malformed-event': onFact(
    STOPPED,
    'reference',
    'malformed',
    'sealed',
    'the event ID or the sealed result is malformed, or there are two',
  ),
  'unknown-event': onFact(STOPPED, 'lookup', 'unknown', 'found', 'the API knows no event with this ID'),
  'unreadable-sealed-result': onFact(
    STOPPED,
    'reference',
    'unreadable',
    'sealed',
    'the sealed result cannot be opened',
  ),
  'api-unavailable': {
    recommended: 'observe',
    strict: 'deny',
    matches: { lookup: 'unavailable', lookupCause: 'status', lookupStatus: 502 },
    differs: { lookup: 'skipped', lookupCause: undefined },
    unknown: { lookup: undefined },
    message: 'the API is unavailable (status, HTTP 502)',
  },
  'api-refused': {
    recommended: 'observe',
    strict: 'deny',
    matches: { lookup: 'refused', lookupCause: 'key', lookupErrorCode: 'secret_api_key_not_found' },
    differs: { lookup: 'found' },
    unknown: { lookup: undefined },
    message: 'the API refuses this guard (key, secret_api_key_not_found)',
  },
  'over-budget': {
    recommended: 'challenge',
    strict: 'deny',
    matches: { lookup: 'unavailable', lookupCause: 'rate-limited' },
    differs: { lookup: 'found' },
    unknown: { lookup: undefined },
    message: "the account's rate limit is exhausted (rate-limited)",
  },
  'lookup-limit': {
    recommended: 'deny',
    strict: 'deny',
    matches: { lookup: 'skipped', lookupCause: 'client-limit' },
    differs: { lookup: 'skipped' },
    unknown: { lookup: undefined },
    message: "most of the client's IDs were unknown, and lookups are scarce",
  },
  'client-gone': onFact(
    STOPPED,
    'clientGone',
    true,
    false,
    'the client closed its connection before it was checked',
  ),
  'replay-store-unavailable': onFact(
    ['observe', 'deny'],
    'replayStore',
    'unavailable',
    'ok',
    'the replay store is unavailable, so an earlier use of the ID cannot be ruled out',
  ),
  'stale-event': onBound(
    STOPPED,
    (ageMs) => ({ ageMs }),
    { recommended: [120_000, 120_001], strict: [30_000, 30_001] },
    { ageMs: undefined },
    'the event is 2 min 1 s old; at most 2 min is allowed',
  ),
  'future-event': onBound(
    STOPPED,
    (aheadMs) => ({ ageMs: -aheadMs }),
    alike(30_000, 30_001),
    { ageMs: undefined },
    'the event is 31 s in the future; at most 30 s is allowed',
  ),
  'reused-event': onFact(STOPPED, 'reused', true, false, 'the event was used before'),
  'replayed-payload': onFact(STOPPED, 'replayed', true, false, 'the payload was sent to Fingerprint before'),
  'origin-mismatch': onFact(
    STOPPED,
    'originAllowed',
    false,
    true,
    'the event or the request comes from an origin that is not allowed',
  ),
  'ip-mismatch': {
    ...onFact(
      NOTED,
      'ipMatch',
      'different',
      'same',
      "the client's address is in a different country from the event's; the two have to share a country",
    ),
    bounds: {
      recommended: [{ ipMatch: 'same-country' }, { ipMatch: 'different' }],
      strict: [{ ipMatch: 'same-asn' }, { ipMatch: 'same-country' }],
    },
  },
  'ip-location-mismatch': onBound(
    ASKED,
    (ipDistanceKm) => ({ ipLocationMismatch: ipDistanceKm > 500, ipDistanceKm, ipAccuracyKm: 70 }),
    alike(570, 570.6),
    { ipLocationMismatch: undefined },
    "the client's address is 571 km from the event's, accurate to 70 km; at most 500 km beyond that is allowed",
  ),
  'timezone-mismatch': onFact(
    NOTED,
    'timezoneMismatch',
    true,
    false,
    "the browser's time zone is not that of the event's address",
  ),
  'linked-id-mismatch': onFact(
    STOPPED,
    'linkedIdMatches',
    false,
    true,
    "the event is linked to somebody other than the request's owner, or to nobody",
  ),
  'low-confidence': onBound(
    ASKED,
    (confidence) => ({ confidence }),
    { recommended: [0.5, 0.49], strict: [0.9, 0.89] },
    { confidence: undefined },
    'the identification has a confidence of 0.49; at least 0.5 is expected',
  ),
  'bad-bot': onFact(STOPPED, 'bot', 'bad', 'good', 'the visitor is a bad bot'),
  'bot-probability': onBound(
    STOPPED,
    (botProbability) => ({ botProbability, event: { generation: '2019' } }),
    { recommended: [0.9, 0.91], strict: [0.5, 0.51] },
    { botProbability: undefined },
    'the bot probability is 0.91; at most 0.9 is allowed',
  ),
  'spoofed-agent': {
    recommended: 'deny',
    strict: 'deny',
    matches: { bot: 'good', agentIdentity: 'spoofed', agentProvider: 'Google' },
    differs: { bot: 'good', agentIdentity: 'verified', agentProvider: 'Google' },
    unknown: { bot: 'good' },
    message: "the visitor claims to be an agent of 'Google', and is not",
  },
  'ai-agent': {
    recommended: 'observe',
    strict: 'challenge',
    matches: { bot: 'good', agentCategory: 'ai_agent', agentIdentity: 'signed', agentProvider: 'OpenAI' },
    differs: { bot: 'good', agentCategory: 'search_engine_crawler' },
    unknown: { bot: 'good' },
    message: "the visitor is an AI agent (ai_agent of 'OpenAI', identity signed)",
  },
  incognito: onFact(NOTED, 'incognito', true, false, 'the browser is in incognito mode'),
  vpn: {
    recommended: 'observe',
    strict: 'challenge',
    matches: { vpn: true, event: { vpn: { confidence: 'high', methods: { publicVpn: true } } } },
    differs: { vpn: true, event: { vpn: { methods: { relay: true, timezoneMismatch: false } } } },
    unknown: { vpn: undefined },
    message: 'the visitor uses a VPN (publicVpn; confidence high)',
  },
  proxy: {
    ...onFact(NOTED, 'proxy', true, false, 'the visitor uses a proxy (residential, confidence unknown)'),
    matches: { proxy: true, event: { proxy: { type: 'residential' } } },
  },
  tor: onFact(ASKED, 'tor', true, false, 'the visitor comes through the Tor network'),
  datacenter: onFact(NOTED, 'datacenter', true, false, "the visitor's address belongs to a data centre"),
  'ip-blocklist': {
    recommended: 'challenge',
    strict: 'deny',
    matches: { event: { ipBlocklist: { attackSource: true } } },
    differs: { event: { ipBlocklist: { attackSource: false, emailSpam: true } } },
    unknown: { event: { ipBlocklist: { emailSpam: true } } },
    message: "the visitor's address is on a list of sources of attacks",
  },
  tampering: onBound(
    ASKED,
    (anomalyScore) => ({ tampering: false, event: { tampering: { anomalyScore } } }),
    alike(0.5, 0.51),
    { tampering: undefined, event: {} },
    'the browser was tampered with (anomaly score 0.51; at most 0.5 allowed)',
  ),
  'virtual-machine': onFlag(NOTED, 'virtualMachine', 'the browser runs in a virtual machine'),
  'developer-tools': onFlag(NOTED, 'developerTools', 'the developer tools of the browser are open'),
  'privacy-settings': onFlag(NOTED, 'privacySettings', 'the browser resists identification'),
  'high-activity': onFlag(NOTED, 'highActivity', 'the device is far more active than others'),
  'rare-device': onFlag(NOTED, 'rareDevice', 'the device is of a kind that is very rare'),
  'suspect-score': onBound(
    ['observe', 'deny'],
    (suspectScore) => ({ suspectScore }),
    { recommended: [20, 21], strict: [10, 11] },
    { suspectScore: undefined },
    'the suspect score is 21; at most 20 is allowed',
  ),
  velocity: onBound(
    NOTED,
    (count) => ({ event: { velocity: { distinctIp: { '5m': count } } } }),
    alike(5, 6),
    { event: { velocity: { ipEvents: { '5m': 100 } } } },
    'the visitor had 6 addresses within 5m; at most 5 allowed',
  ),
  'rooted-device': onFlag(ASKED, 'rootApps', 'the Android device is rooted'),
  'mobile-emulator': onFlag(ASKED, 'simulator', 'the app runs in an emulator or a simulator'),
  'cloned-app': onFlag(ASKED, 'clonedApp', 'the app is a clone'),
  jailbroken: onFlag(ASKED, 'jailbroken', 'the iOS device is jailbroken'),
  frida: onFlag(ASKED, 'frida', 'the app is instrumented with Frida'),
  'location-spoofing': onFlag(ASKED, 'locationSpoofing', 'the device pretends to be elsewhere'),
  'mitm-attack': onFlag(ASKED, 'mitmAttack', "somebody intercepts the device's connection"),
  'active-call': onFlag(NOTED, 'activeCall', 'the phone is in a call'),
  'factory-reset': onBound(
    ASKED,
    (agoMs) => ({ event: { timestamp: 2 * DAY_MS, factoryResetAt: 2 * DAY_MS - agoMs } }),
    alike(DAY_MS, DAY_MS - 1),
    { event: { timestamp: DAY_MS } },
    'the device was reset 23 h 59 min 59 s before the event; at least 24 h is expected',
  ),
  ruleset: onFact(STOPPED, 'ruleAction', 'block', 'allow', "the vendor's ruleset says to block"),
  'impossible-travel': {
    ...onBound(
      ['off', 'challenge'],
      (travelKmh) => ({ travelKmh, travelKm: 3000 }),
      alike(900, 901),
      { travelKmh: undefined },
      'the visitor is at least 3000 km from where it was seen before, which takes 901 km/h; at most 900 km/h is allowed',
    ),
  },
  'partial-event': onFlag(ASKED, 'partial', 'signals of the event are still being computed'),
  'missing-signals': onFact(
    ASKED,
    'missingSignals',
    ['vpn', 'event.velocity'],
    [],
    'the event is incomplete (missing: vpn, event.velocity)',
  ),
  'signals-unavailable': onLost(NOTED, 'unavailableSignals', 'their source failed or was too slow'),
  'signals-over-budget': onLost(
    ['challenge', 'challenge'],
    'overBudgetSignals',
    'no lookup was left to ask for them',
  ),
  'environment-mismatch': onFact(
    STOPPED,
    'environmentAllowed',
    false,
    true,
    'the event comes from another workspace environment, or names none',
  ),
};
