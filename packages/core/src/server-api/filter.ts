import type { BotCategory, BotConfidence, BotIdentity } from '../event/bot-info.js';

/** A value of a filter; a `Date` becomes the form that the generation writes times in. */
export type FilterValue = string | number | boolean | Date;

/**
 * The terms of a search for events, all of which must match. Names are those of the API in camel case; one that is not
 * listed here is sent too, in snake case. An array matches any of its values. A term that is `undefined` is omitted.
 */
export interface EventFilter {
  /** The maximum number of events on a page; v4 allows 100. @defaultValue `10` */
  limit?: number | undefined;
  /** The `paginationKey` of the previous page. */
  paginationKey?: string | undefined;
  /** Events after this time, ms since 1970. @defaultValue 7 days ago */
  start?: number | Date | undefined;
  /** Events before this time, ms since 1970. @defaultValue now */
  end?: number | Date | undefined;
  /** The order: the oldest first. @defaultValue `false` */
  reverse?: boolean | undefined;
  /** Events of this visitor. */
  visitorId?: string | undefined;
  /** Events that a page linked to this ID. */
  linkedId?: string | undefined;
  /** Events from this address or network, as a CIDR. */
  ipAddress?: string | undefined;
  /** Events of these workspace environments, by ID. */
  environment?: string | readonly string[] | undefined;
  /** Events that were marked as suspect, or as not suspect, by `updateEvent`. */
  suspect?: boolean | undefined;
  /** Events by their verdict on bots; `all` is any kind of bot. */
  bot?: 'all' | 'good' | 'bad' | 'none' | undefined;
  /** Events by the detection of a VPN. */
  vpn?: boolean | undefined;
  /** Events by the confidence of that detection. */
  vpnConfidence?: 'high' | 'medium' | 'low' | undefined;
  /** Events by the detection of a proxy. */
  proxy?: boolean | undefined;
  /** Events by incognito (private) mode. */
  incognito?: boolean | undefined;
  /** Events by the detection of tampering. */
  tampering?: boolean | undefined;
  /** Events by the detection of a browser made to evade detection. */
  antiDetectBrowser?: boolean | undefined;
  /** Events by the detection of a virtual machine. */
  virtualMachine?: boolean | undefined;
  /** Events by the detection of open developer tools. */
  developerTools?: boolean | undefined;
  /** Events by the detection of a browser that protects privacy. */
  privacySettings?: boolean | undefined;
  /** Events by the detection of a made-up location. */
  locationSpoofing?: boolean | undefined;
  /** Events by the detection of intercepted requests. */
  mitmAttack?: boolean | undefined;
  /** Events by the detection of apps that manage root access. */
  rootApps?: boolean | undefined;
  /** Events by the detection of an Android emulator. */
  emulator?: boolean | undefined;
  /** Events by the detection of a cloned app. */
  clonedApp?: boolean | undefined;
  /** Events by the detection of a jailbroken device. */
  jailbroken?: boolean | undefined;
  /** Events by the detection of Frida. */
  frida?: boolean | undefined;
  /** Events by the detection of a factory reset. */
  factoryReset?: boolean | undefined;
  /** Events by the rarity of the device. */
  rareDevice?: boolean | undefined;
  /** Events with a suspect score above this one. */
  minSuspectScore?: number | undefined;
  /** Events of this version of the agent. */
  sdkVersion?: string | undefined;
  /** Events of this platform of the agent. */
  sdkPlatform?: 'js' | 'android' | 'ios' | undefined;
  /** Events by the rarity of the device, such as `p95-p99`. */
  rareDevicePercentileBucket?: string | undefined;
  /** Events near each other, by the ID of the place. */
  proximityId?: string | undefined;
  /** Events by the detection of an address on a blocklist. v3 only. */
  ipBlocklist?: boolean | undefined;
  /** Events by the detection of an address of a data centre. v3 only. */
  datacenter?: boolean | undefined;
  /** The precision of `proximityId`, m. v3 only. */
  proximityPrecisionRadius?: number | undefined;
  /** Events of this page. v4 only. */
  url?: string | undefined;
  /** Events of pages of this origin. v4 only. */
  origin?: string | undefined;
  /** Events from this autonomous system, by its number. v4 only. */
  asn?: string | undefined;
  /** Events by the detection of Tor. v4 only. */
  torNode?: boolean | undefined;
  /** Events by the detection of an iOS simulator. v4 only. */
  simulator?: boolean | undefined;
  /** Events of this iOS app. v4 only. */
  bundleId?: string | undefined;
  /** Events of this Android app. v4 only. */
  packageName?: string | undefined;
  /** Events with this supplementary browser ID, which recognises more visitors with less certainty. v4 only. */
  highRecallId?: string | undefined;
  /** Events with or without `botInfo`. v4 only. */
  botInfo?: 'all' | 'none' | undefined;
  /** Events by the category of the bot. v4 only. */
  botInfoCategory?: BotCategory | readonly BotCategory[] | undefined;
  /** Events by what is known about the identity that the bot claims. v4 only. */
  botInfoIdentity?: BotIdentity | readonly BotIdentity[] | undefined;
  /** Events by the confidence in what is known about the bot. v4 only. */
  botInfoConfidence?: BotConfidence | readonly BotConfidence[] | undefined;
  /** Events by the provider of the bot. v4 only. */
  botInfoProvider?: string | readonly string[] | undefined;
  /** Events by the name of the bot. v4 only. */
  botInfoName?: string | readonly string[] | undefined;
  /** Events whose signals are complete, or still being computed. v4 only. */
  incrementalIdentificationStatus?: 'partially_completed' | 'completed' | undefined;
  /** Events of the edge, instead of those of devices. v4 only. */
  source?: 'edge' | readonly 'edge'[] | undefined;
  /** Events by the detection of a call under way. v4 only. */
  activeCall?: boolean | undefined;
  /** Counts all matches, up to this many, as `totalHits`. v4 only. */
  totalHits?: number | undefined;
  [name: string]: FilterValue | readonly FilterValue[] | undefined;
}

/**
 * The events of a visitor's history to list. A name that is not listed here is sent too: with v4 and v3 any of
 * {@link EventFilter}, with 2019 such as `before`.
 */
export interface HistoryFilter {
  /** The maximum number of events on a page. @defaultValue `10` with v4 and v3 */
  limit?: number | undefined;
  /** The `paginationKey` of the previous page. */
  paginationKey?: string | undefined;
  /** Events that a page linked to this ID. */
  linkedId?: string | undefined;
  [name: string]: FilterValue | readonly FilterValue[] | undefined;
}
