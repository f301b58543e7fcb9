import type { FactKind, KindOf } from '../event/event-shape.js';
import type { LookupCause, LookupOutcome } from '../event/lookup-result.js';
import type { IpMatch } from './ip-match.js';

/**
 * What is known of this visit: the flat facts that rules and conditions speak of.
 *
 * **Trust**: fetched facts come from the Server API or a sealed result, observed ones from this server; what the browser
 * itself reported (`eventOrigin`, `linkedId`) is no better than the client. `undefined` means not known, never `false`.
 */
export interface Signals {
  // How the event was had.
  /** What the event was had by; `unreadable` is a sealed result that could not be opened, without an id to ask for. */
  reference?: 'id' | 'sealed' | 'missing' | 'malformed' | 'unreadable' | undefined;
  /** How the lookup ended. */
  lookup?: LookupOutcome | undefined;
  /** Why there is no event, where the lookup was `unavailable` or `refused`; `client-limit` where it was `skipped`. */
  lookupCause?: LookupCause | undefined;
  /** HTTP status of the Server API's answer if there is no event; an error inside of a 200 counts as what it stands for. */
  lookupStatus?: number | undefined;
  /** The Server API's own error code, as it was sent. */
  lookupErrorCode?: string | undefined;
  /** How long the Server API asks to wait; ms. */
  retryAfterMs?: number | undefined;
  /** Whether the replay store answered; undefined where it was not asked. */
  replayStore?: 'ok' | 'unavailable' | undefined;

  // What ties the event to this request.
  /** The id the event was found by; where none was found, undefined. */
  eventId?: string | undefined;
  /**
   * Now minus the event's timestamp, ms; negative where the event is ahead of this clock. Where the id itself says that
   * its event cannot be fresh, and the lookup is therefore `skipped`, by the time in the id.
   */
  ageMs?: number | undefined;
  /** This id was claimed before. Undefined where it was only looked at, or where the replay store is unavailable. */
  reused?: boolean | undefined;
  /** The vendor saw this very payload before. */
  replayed?: boolean | undefined;
  /** The event's origin is allowed, and so is an `Origin` header where one was sent. Undefined without `origins`. */
  originAllowed?: boolean | undefined;
  /** Origin of the page that made the event; reported by the browser. */
  eventOrigin?: string | undefined;
  /**
   * The request's `Origin` header; where none, or `null`, was sent, the origin of its `Referer`. Undefined where neither
   * was sent, and for a page that a link led to: its `Referer` is where the link stood.
   */
  requestOrigin?: string | undefined;
  /** The event comes from the guard's `environmentId`. Undefined without that option. */
  environmentAllowed?: boolean | undefined;
  /** The id the page linked to the event; reported by the browser. */
  linkedId?: string | undefined;
  /** That id is the one the guard's `linkedId` expects. Undefined without that option, or where it expects none. */
  linkedIdMatches?: boolean | undefined;

  // Who it is.
  visitorId?: string | undefined;
  /** 0..1, higher is surer. */
  confidence?: number | undefined;
  /**
   * No event of this visitor was seen before: as the event itself says. Where it does not, as in 2019, by the visitor's
   * history, which reaches as far back as the API keeps it.
   */
  newVisitor?: boolean | undefined;

  /** The client closed its connection before it was judged. Not known where the adapter cannot tell. */
  clientGone?: boolean | undefined;

  // Where it is.
  /** The address Fingerprint saw. */
  ipAddress?: string | undefined;
  /** The address this server saw, read as `clientIp` says. */
  clientIp?: string | undefined;
  /** How near the two are. */
  ipMatch?: IpMatch | undefined;
  /**
   * The client's address is more than 500 km from the event's, accuracy taken off; where coordinates are not known, in
   * another country. `false` without a lookup where `ipMatch` is `same` or `same-network`; otherwise it takes `geo`.
   */
  ipLocationMismatch?: boolean | undefined;
  /** From the client's address to the nearest of the event's, km; 0 where they are the same or in one network. */
  ipDistanceKm?: number | undefined;
  /** How far the two ends of `ipDistanceKm` may be from the truth together, km. */
  ipAccuracyKm?: number | undefined;
  /** The browser's time zone and that of the event's address show different times. */
  timezoneMismatch?: boolean | undefined;
  /** ISO 3166-1 alpha-2, of the event's address. */
  countryCode?: string | undefined;
  /**
   * From where the visitor was seen before, within the history the API gives, km: accuracy taken off, and of several
   * places the one that took the fastest journey. Not known of new visitors, nor where an address is that of a VPN, a
   * proxy, Tor or a data centre.
   */
  travelKm?: number | undefined;
  /** How fast that journey was at the least, km/h; a journey counts as half an hour at the least. */
  travelKmh?: number | undefined;
  vpn?: boolean | undefined;
  proxy?: boolean | undefined;
  tor?: boolean | undefined;
  /** One of the event's addresses belongs to a data centre. */
  datacenter?: boolean | undefined;

  // What it is.
  bot?: 'not_detected' | 'good' | 'bad' | (string & {}) | undefined;
  /** 0..1. */
  botProbability?: number | undefined;
  incognito?: boolean | undefined;
  tampering?: boolean | undefined;
  virtualMachine?: boolean | undefined;
  /** Sum of the weights set in the customer's own account; unbounded. */
  suspectScore?: number | undefined;
  /**
   * What the vendor's own ruleset says: the one of the policy's `rulesetId`; without it, any whose verdict the event came
   * with.
   */
  ruleAction?: 'allow' | 'block' | (string & {}) | undefined;
  /** Signals that are expected of every event and that this one lacks, its time among them, and products that failed. */
  missingSignals?: readonly string[] | undefined;
  /**
   * Signals that a rule at challenge or deny reads and that were not learnt, because `geo` or the API's search failed or
   * was too slow.
   */
  unavailableSignals?: readonly string[] | undefined;
  /**
   * The same, because the budget of lookups was spent or this process was too busy: a client can bring that about.
   */
  overBudgetSignals?: readonly string[] | undefined;
}

export type SignalName = keyof Signals;

const KINDS: { [Name in SignalName]: KindOf<NonNullable<Signals[Name]>> } = {
  reference: ['id', 'sealed', 'missing', 'malformed', 'unreadable'],
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
