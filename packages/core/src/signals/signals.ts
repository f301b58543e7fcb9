import type { BotCategory, BotIdentity } from '../event/bot-info.js';
import type { FactKind, KindOf } from '../event/event-shape.js';
import type { LookupCause, LookupOutcome } from '../event/lookup-result.js';
import type { IpMatch } from './ip-match.js';

/**
 * The flat facts of a visit that rules and conditions are about.
 *
 * **Trust**: fetched facts come from the Server API or a sealed result, observed ones from this server; what the
 * browser itself reported (`eventOrigin`, `linkedId`) is as trustworthy as the client. `undefined` means unknown, never
 * `false`.
 */
export interface Signals {
  // Where the event came from.
  /**
   * The kind of reference that the request has to its event. `unreadable` is a sealed result that could not be opened
   * and that came without an ID. `edge` means that the request itself was analysed, without an event of a page.
   * `malformed` is also a request that cannot be analysed, because of its headers or its address.
   */
  reference?: 'id' | 'sealed' | 'missing' | 'malformed' | 'unreadable' | 'edge' | undefined;
  /** The outcome of the lookup. */
  lookup?: LookupOutcome | undefined;
  /** The reason why there is no event, if the lookup was `unavailable` or `refused`; `client-limit` if it was `skipped`. */
  lookupCause?: LookupCause | undefined;
  /**
   * The HTTP status of the Server API's answer if there is no event; an error inside a 200 counts as the status that it
   * corresponds to.
   */
  lookupStatus?: number | undefined;
  /** The Server API's own error code, as it was sent. */
  lookupErrorCode?: string | undefined;
  /** The time that the Server API asks to wait, ms. */
  retryAfterMs?: number | undefined;
  /** The state of the replay store; undefined if it was not used. */
  replayStore?: 'ok' | 'unavailable' | undefined;

  // What ties the event to this request.
  /** The event ID that the event was found by; undefined if none was found. */
  eventId?: string | undefined;
  /**
   * The age of the event, ms: now minus its timestamp; negative if the event is ahead of this clock. If the lookup
   * is `skipped` because the ID itself says that its event cannot be fresh, the age follows from the time in the ID.
   */
  ageMs?: number | undefined;
  /** This event ID was used before. Undefined if this check does not consume it, or if the replay store is unavailable. */
  reused?: boolean | undefined;
  /** This very payload was sent to Fingerprint before. */
  replayed?: boolean | undefined;
  /** The event's origin is allowed, and so is an `Origin` header if one was sent. Undefined without `origins`. */
  originAllowed?: boolean | undefined;
  /** The origin of the page that made the event; reported by the browser. */
  eventOrigin?: string | undefined;
  /**
   * The request's `Origin` header; if none, or `null`, was sent, the origin of its `Referer`. Undefined if neither was
   * sent, and for a page that was opened by a link, whose `Referer` is the page with the link.
   */
  requestOrigin?: string | undefined;
  /** The event comes from the guard's `environmentId`. Undefined without that option. */
  environmentAllowed?: boolean | undefined;
  /** The ID that the page linked to the event; reported by the browser. */
  linkedId?: string | undefined;
  /** The event's linked ID is the one that the guard's option `linkedId` expects. Undefined if it expects none. */
  linkedIdMatches?: boolean | undefined;

  // Who it is.
  /** The ID of the visitor, the same for one browser or device over time. */
  visitorId?: string | undefined;
  /** The confidence of the identification, 0..1, higher is more certain. */
  confidence?: number | undefined;
  /**
   * This is the first event of this visitor, as the event itself says. If it does not, as in 2019, it follows from the
   * visitor's history, which reaches back as far as the API keeps it.
   */
  newVisitor?: boolean | undefined;

  /** The client closed its connection before its request was checked. Undefined if the adapter cannot tell. */
  clientGone?: boolean | undefined;

  // Where it is.
  /** The client's address as Fingerprint saw it. */
  ipAddress?: string | undefined;
  /** The client's address as this server saw it, read as the guard's option `clientIp` says. */
  clientIp?: string | undefined;
  /** The closest relation between the client's address and the event's addresses. */
  ipMatch?: IpMatch | undefined;
  /**
   * The client's address is more than 500 km from the event's, minus the accuracy of both; if coordinates are not known,
   * it is in another country. `false` without asking `geo` if `ipMatch` is `same` or `same-network`.
   */
  ipLocationMismatch?: boolean | undefined;
  /** The distance from the client's address to the nearest of the event's, km; 0 if they are the same or in one network. */
  ipDistanceKm?: number | undefined;
  /** The accuracy radii of both ends of `ipDistanceKm`, added up, km. */
  ipAccuracyKm?: number | undefined;
  /** The browser's time zone and that of the event's address show different times. */
  timezoneMismatch?: boolean | undefined;
  /** The country of the event's address, ISO 3166-1 alpha-2. */
  countryCode?: string | undefined;
  /**
   * The distance from an earlier place of the visitor, within the history that the API returns, km: minus the accuracy
   * of both, and if there are several, from the one that implies the fastest journey. Undefined for new visitors, and
   * if an address belongs to a VPN, a proxy, Tor or a data centre.
   */
  travelKm?: number | undefined;
  /** The lowest possible speed of that journey, km/h; a journey counts as at least half an hour. */
  travelKmh?: number | undefined;
  /** The visitor uses a VPN. A relay such as iCloud Private Relay counts, too; the rule `vpn` leaves relays out. */
  vpn?: boolean | undefined;
  /** The visitor uses a proxy. */
  proxy?: boolean | undefined;
  /** The visitor came through Tor. */
  tor?: boolean | undefined;
  /** One of the event's addresses belongs to a data centre. */
  datacenter?: boolean | undefined;

  // What it is.
  /** The vendor's verdict on bots; search engines and the like are `good`. Undefined in 2019. */
  bot?: 'not_detected' | 'good' | 'bad' | (string & {}) | undefined;
  /**
   * The probability that the visitor is a bot, 0..1. Measured in 2019. Otherwise derived from `bot`: 1 if that is `bad`,
   * else 0.
   */
  botProbability?: number | undefined;
  /**
   * The verdict on the identity that a bot or an agent claims: `verified` (its provider runs it) and `signed` (a
   * customer of the provider runs it) are proven, `spoofed` is disproven. Undefined without an agent, and in v3 and
   * 2019.
   */
  agentIdentity?: BotIdentity | undefined;
  /** The purpose of the bot or the agent, such as `ai_agent`. Undefined without one, and in v3 and 2019. */
  agentCategory?: BotCategory | undefined;
  /** The organisation behind the bot or the agent. Its own claim, unless `agentIdentity` is `verified` or `signed`. */
  agentProvider?: string | undefined;
  /** The name of the bot or the agent. Its own claim, unless `agentIdentity` is `verified` or `signed`. */
  agentName?: string | undefined;
  /** The browser is in incognito (private) mode. */
  incognito?: boolean | undefined;
  /** The browser was tampered with, according to the vendor. */
  tampering?: boolean | undefined;
  /** The browser runs in a virtual machine. */
  virtualMachine?: boolean | undefined;
  /** The vendor's suspect score: the sum of the weights that are set in your account; it has no upper bound. */
  suspectScore?: number | undefined;
  /**
   * The verdict of one of the vendor's rulesets: the one that the policy's `rulesetId` names, or, without it, whichever
   * verdict the event contains.
   */
  ruleAction?: 'allow' | 'block' | (string & {}) | undefined;
  /** The signals that every event should have and this one lacks, including its time, and the products that failed. */
  missingSignals?: readonly string[] | undefined;
  /**
   * The signals that a rule at challenge or deny reads and that are unknown because `geo` or the API's search failed or was
   * too slow.
   */
  unavailableSignals?: readonly string[] | undefined;
  /**
   * The signals that a rule at challenge or deny reads and that are unknown because the budget of lookups was used up or
   * this process was too busy, which a client can trigger.
   */
  overBudgetSignals?: readonly string[] | undefined;
}

/** The name of a signal. */
export type SignalName = keyof Signals;

const KINDS: { [Name in SignalName]: KindOf<NonNullable<Signals[Name]>> } = {
  reference: ['id', 'sealed', 'missing', 'malformed', 'unreadable', 'edge'],
  lookup: ['found', 'unknown', 'unavailable', 'refused', 'skipped'],
  lookupCause: [
    'timeout',
    'network',
    'status',
    'rate-limited',
    'breaker-open',
    'budget',
    'client-limit',
    'bad-response',
    'foreign-answer',
    'key',
    'region',
    'subscription',
  ],
  lookupStatus: 'number',
  lookupErrorCode: 'text',
  retryAfterMs: 'number',
  replayStore: ['ok', 'unavailable'],
  eventId: 'private',
  ageMs: 'number',
  reused: 'boolean',
  replayed: 'boolean',
  originAllowed: 'boolean',
  eventOrigin: 'private',
  requestOrigin: 'private',
  environmentAllowed: 'boolean',
  linkedId: 'private',
  linkedIdMatches: 'boolean',
  visitorId: 'private',
  confidence: 'number',
  newVisitor: 'boolean',
  clientGone: 'boolean',
  ipAddress: 'private',
  clientIp: 'private',
  ipMatch: ['same', 'same-network', 'same-asn', 'same-country', 'different', 'other-network'],
  ipLocationMismatch: 'boolean',
  ipDistanceKm: 'number',
  ipAccuracyKm: 'number',
  timezoneMismatch: 'boolean',
  countryCode: 'text',
  travelKm: 'number',
  travelKmh: 'number',
  vpn: 'boolean',
  proxy: 'boolean',
  tor: 'boolean',
  datacenter: 'boolean',
  bot: 'text',
  botProbability: 'number',
  agentIdentity: 'text',
  agentCategory: 'text',
  agentProvider: 'text',
  agentName: 'text',
  incognito: 'boolean',
  tampering: 'boolean',
  virtualMachine: 'boolean',
  suspectScore: 'number',
  ruleAction: 'text',
  missingSignals: 'list',
  unavailableSignals: 'list',
  overBudgetSignals: 'list',
};

/** The kind of each signal; the compiler keeps the list complete. */
export const SIGNAL_KINDS: Readonly<Record<SignalName, FactKind>> = KINDS;

/** Every signal that a condition can name. */
export const SIGNAL_NAMES = Object.keys(KINDS) as readonly SignalName[];
