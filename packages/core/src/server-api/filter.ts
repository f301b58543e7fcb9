/** A value of a filter; a `Date` becomes what the generation writes times as. */
export type FilterValue = string | number | boolean | Date;

/**
 * What to search events by. Names are those of the API in camel case; one that is not listed here is sent too, in snake
 * case. A list asks for any of its values. What is `undefined` is left out.
 */
export interface EventFilter {
  /** How many events a page has at the most; v4 allows 100. @defaultValue 10 */
  limit?: number | undefined;
  /** Where the page before ended: its `paginationKey`. */
  paginationKey?: string | undefined;
  /** After this time, ms since 1970. @defaultValue 7 days ago */
  start?: number | Date | undefined;
  /** Before this time, ms since 1970. @defaultValue now */
  end?: number | Date | undefined;
  /** The oldest first. */
  reverse?: boolean | undefined;
  visitorId?: string | undefined;
  linkedId?: string | undefined;
  /** CIDR. */
  ipAddress?: string | undefined;
  environment?: string | readonly string[] | undefined;
  suspect?: boolean | undefined;
  bot?: 'all' | 'good' | 'bad' | 'none' | undefined;
  vpn?: boolean | undefined;
  vpnConfidence?: 'high' | 'medium' | 'low' | undefined;
  proxy?: boolean | undefined;
  incognito?: boolean | undefined;
  tampering?: boolean | undefined;
  antiDetectBrowser?: boolean | undefined;
  virtualMachine?: boolean | undefined;
  developerTools?: boolean | undefined;
  privacySettings?: boolean | undefined;
  locationSpoofing?: boolean | undefined;
  mitmAttack?: boolean | undefined;
  rootApps?: boolean | undefined;
  emulator?: boolean | undefined;
  clonedApp?: boolean | undefined;
  jailbroken?: boolean | undefined;
  frida?: boolean | undefined;
  factoryReset?: boolean | undefined;
  rareDevice?: boolean | undefined;
  /** Above this score. */
  minSuspectScore?: number | undefined;
  sdkVersion?: string | undefined;
  sdkPlatform?: 'js' | 'android' | 'ios' | undefined;
  rareDevicePercentileBucket?: string | undefined;
  proximityId?: string | undefined;
  /** v3 only. */
  ipBlocklist?: boolean | undefined;
  /** v3 only. */
  datacenter?: boolean | undefined;
  /** v3 only. */
  proximityPrecisionRadius?: number | undefined;
  /** v4 only. */
  url?: string | undefined;
  /** v4 only. */
  origin?: string | undefined;
  /** v4 only. */
  asn?: string | undefined;
  /** v4 only. */
  torNode?: boolean | undefined;
  /** v4 only. */
  simulator?: boolean | undefined;
  /** v4 only. */
  bundleId?: string | undefined;
  /** v4 only. */
  packageName?: string | undefined;
  /** v4 only. */
  highRecallId?: string | undefined;
  /** v4 only. */
  botInfo?: 'all' | 'none' | undefined;
  /** v4 only; so are the other parts of `botInfo`. */
  botInfoCategory?: string | readonly string[] | undefined;
  botInfoIdentity?: string | readonly string[] | undefined;
  botInfoConfidence?: string | readonly string[] | undefined;
  botInfoProvider?: string | readonly string[] | undefined;
  botInfoName?: string | readonly string[] | undefined;
  /** v4 only. */
  incrementalIdentificationStatus?: 'partially_completed' | 'completed' | undefined;
  /** Events of the edge, in place of those of devices. v4 only. */
  source?: 'edge' | readonly 'edge'[] | undefined;
  /** v4 only. */
  activeCall?: boolean | undefined;
  /** Count all matches, up to this many, as `totalHits`. v4 only. */
  totalHits?: number | undefined;
  [name: string]: FilterValue | readonly FilterValue[] | undefined;
}

/**
 * Which of a visitor's events to list. A name that is not listed here is sent too: with v4 and v3 any of `EventFilter`, with
 * 2019 such as `before`.
 */
export interface HistoryFilter {
  /** How many events a page has at the most. @defaultValue 10 with v4 and v3 */
  limit?: number | undefined;
  /** Where the page before ended: its `paginationKey`. */
  paginationKey?: string | undefined;
  linkedId?: string | undefined;
  [name: string]: FilterValue | readonly FilterValue[] | undefined;
}
