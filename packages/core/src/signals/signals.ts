import type { BotCategory, BotIdentity } from '../event/bot-info.js';
import type { FactKind, KindOf } from '../event/event-shape.js';
import type { LookupCause, LookupOutcome } from '../event/lookup-result.js';
import type { IpMatch } from './ip-match.js';

/**
 * The flat facts of a visit that rules and conditions speak of.
 *
 * **Trust**: fetched facts come from the Server API or a sealed result, observed ones from this server; what the browser
 * itself reported (`eventOrigin`, `linkedId`) is no better than the client. `undefined` means not known, never `false`.
 */
export interface Signals {
  // Where the event came from.
  /**
   * What the request named its event by; `unreadable` is a sealed result that could not be opened, without an id to ask for.
   * `edge`: the request itself was analysed, and no page made an event. `malformed` is also a request that cannot be analysed,
   * by its headers or its address.
   */
  reference?: 'id' | 'sealed' | 'missing' | 'malformed' | 'unreadable' | 'edge' | undefined;
  /** The outcome of the lookup. */
  lookup?: LookupOutcome | undefined;
  /** The reason why there is no event, if the lookup was `unavailable` or `refused`; `client-limit` if it was `skipped`. */
  lookupCause?: LookupCause | undefined;
  /** The HTTP status of the Server API's answer if there is no event; an error inside of a 200 counts as what it stands for. */
  lookupStatus?: number | undefined;
  /** The Server API's own error code, as it was sent. */
  lookupErrorCode?: string | undefined;
  /** The time that the Server API asks to wait, ms. */
  retryAfterMs?: number | undefined;
  /** The state of the replay store; undefined if it was not asked. */
  replayStore?: 'ok' | 'unavailable' | undefined;

  // What ties the event to this request.
  /** The id that the event was found by; undefined if none was found. */
  eventId?: string | undefined;
  /**
   * The age of the event, ms: now minus its timestamp; negative if the event is ahead of this clock. If the id itself says
   * that its event cannot be fresh, and the lookup is therefore `skipped`, it is by the time in the id.
   */
  ageMs?: number | undefined;
  /** This id was claimed before. Undefined if it was only looked at, or if the replay store is unavailable. */
  reused?: boolean | undefined;
  /** The vendor saw this very payload before. */
  replayed?: boolean | undefined;
  /** The event's origin is allowed, and so is an `Origin` header if one was sent. Undefined without `origins`. */
  originAllowed?: boolean | undefined;
  /** The origin of the page that made the event; reported by the browser. */
  eventOrigin?: string | undefined;
  /**
   * The request's `Origin` header; if none, or `null`, was sent, the origin of its `Referer`. Undefined if neither was
   * sent, and for a page that a link led to: its `Referer` is where the link stood.
   */
  requestOrigin?: string | undefined;
  /** The event comes from the guard's `environmentId`. Undefined without that option. */
  environmentAllowed?: boolean | undefined;
  /** The id that the page linked to the event; reported by the browser. */
  linkedId?: string | undefined;
  /** `linkedId` is the one that the guard's option `linkedId` expects. Undefined without that option, or if it expects none. */
  linkedIdMatches?: boolean | undefined;

  // Who it is.
  /** The id of the visitor, the same for one browser or device over time. */
  visitorId?: string | undefined;
  /** The confidence of the identification, 0..1, higher is surer. */
  confidence?: number | undefined;
  /**
   * No event of this visitor was seen before, as the event itself says. If it does not, as in 2019, by the visitor's
   * history, which reaches as far back as the API keeps it.
   */
  newVisitor?: boolean | undefined;

  /** The client closed its connection before it was judged. Not known if the adapter cannot tell. */
  clientGone?: boolean | undefined;

  // Where it is.
  /** The client's address as Fingerprint saw it. */
  ipAddress?: string | undefined;
  /** The client's address as this server saw it, read as the guard's option `clientIp` says. */
  clientIp?: string | undefined;
  /** The most that the addresses `ipAddress` and `clientIp` have in common. */
  ipMatch?: IpMatch | undefined;
  /**
   * The client's address is more than 500 km from the event's, accuracy taken off; if coordinates are not known, in
   * another country. `false` without a lookup if `ipMatch` is `same` or `same-network`; otherwise it takes `geo`.
   */
  ipLocationMismatch?: boolean | undefined;
  /** The distance from the client's address to the nearest of the event's, km; 0 if they are the same or in one network. */
  ipDistanceKm?: number | undefined;
  /** The distance that the two ends of `ipDistanceKm` may be from the truth together, km. */
  ipAccuracyKm?: number | undefined;
  /** The browser's time zone and that of the event's address show different times. */
  timezoneMismatch?: boolean | undefined;
  /** The country of the event's address, ISO 3166-1 alpha-2. */
  countryCode?: string | undefined;
  /**
   * The distance from where the visitor was seen before, within the history that the API gives, km: accuracy taken off, and
   * of several places the one that took the fastest journey. Not known of new visitors, nor if an address is that of a VPN,
   * a proxy, Tor or a data centre.
   */
  travelKm?: number | undefined;
  /** The least speed of that journey, km/h; a journey counts as half an hour at the least. */
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
   * The probability that the visitor is a bot, 0..1. Measured in 2019; otherwise derived from `bot`, and no rule of the
   * catalogue reads it: bad is 1; good and not detected are 0.
   */
  botProbability?: number | undefined;
  /**
   * What can be told of who a bot or an agent says it is: `verified` (its provider runs it) and `signed` (a customer of the
   * provider runs it) are proven, `spoofed` is refuted. Undefined without an agent, and in v3 and 2019.
   */
  agentIdentity?: BotIdentity | undefined;
  /** What the bot or the agent is for, such as `ai_agent`. Undefined without one, and in v3 and 2019. */
  agentCategory?: BotCategory | undefined;
  /** The organisation behind the bot or the agent. Its own word, unless `agentIdentity` is `verified` or `signed`. */
  agentProvider?: string | undefined;
  /** The name of the bot or the agent. Its own word, unless `agentIdentity` is `verified` or `signed`. */
  agentName?: string | undefined;
  /** The browser is in incognito (private) mode. */
  incognito?: boolean | undefined;
  /** The browser was tampered with, by the vendor's verdict. */
  tampering?: boolean | undefined;
  /** The browser runs in a virtual machine. */
  virtualMachine?: boolean | undefined;
  /** The sum of the weights that are set in the customer's own account; unbounded. */
  suspectScore?: number | undefined;
  /**
   * The verdict of the vendor's own ruleset: the one of the policy's `rulesetId`; without it, any whose verdict the event came
   * with.
   */
  ruleAction?: 'allow' | 'block' | (string & {}) | undefined;
  /** The signals that are expected of every event and that this one lacks, its time among them, and products that failed. */
  missingSignals?: readonly string[] | undefined;
  /**
   * The signals that a rule at challenge or deny reads and that are not known, because `geo` or the API's search failed or
   * was too slow.
   */
  unavailableSignals?: readonly string[] | undefined;
  /**
   * The signals that a rule at challenge or deny reads and that are not known, because the budget of lookups was spent or
   * this process was too busy: a client can bring that about.
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

/** What each signal is; the compiler keeps it complete. */
export const SIGNAL_KINDS: Readonly<Record<SignalName, FactKind>> = KINDS;

/** Every signal a condition can name. */
export const SIGNAL_NAMES = Object.keys(KINDS) as readonly SignalName[];
