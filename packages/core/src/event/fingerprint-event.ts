import type { GeoLocation } from '../location/geo-location.js';

/** How sure the vendor is; a value the vendor adds later passes through. */
type Confidence = 'low' | 'medium' | 'high' | (string & {});

/** What is known of one address of the event. */
export interface EventAddress {
  address?: string | undefined;
  location?: GeoLocation | undefined;
  asn?: string | undefined;
  /** CIDR. */
  asnNetwork?: string | undefined;
  asnType?: string | undefined;
  /** True where the address belongs to a data centre. */
  datacenter?: boolean | undefined;
}

/** Counts over the last five minutes, hour and day. */
export interface VelocityCounts {
  '5m'?: number | undefined;
  '1h'?: number | undefined;
  '24h'?: number | undefined;
}

export type VelocityName =
  | 'distinctIp'
  | 'distinctLinkedId'
  | 'distinctCountry'
  | 'events'
  | 'ipEvents'
  | 'distinctIpByLinkedId'
  | 'distinctVisitorIdByLinkedId';

/**
 * One event in one shape, whichever generation of the API it came from.
 *
 * **Trust**: fetched from the Server API with the secret key; what the browser reported (`url`, `linkedId`, `tags`)
 * is still the client's word. `undefined` means: not supplied, or of an unexpected type. It never means `false`.
 */
export interface FingerprintEvent {
  /** Undefined for a visit of 2019 by itself, and for an event of v3 in which all products failed. */
  eventId?: string | undefined;
  generation: 'v4' | 'v3' | '2019';
  /** When the event happened; ms since 1970. */
  timestamp?: number | undefined;
  visitorId?: string | undefined;
  visitorFound?: boolean | undefined;
  /** 0..1, higher is surer. */
  confidence?: number | undefined;
  /** ms since 1970. */
  firstSeenAt?: number | undefined;
  /** ms since 1970. */
  lastSeenAt?: number | undefined;
  url?: string | undefined;
  ip?: string | undefined;
  linkedId?: string | undefined;
  tags?: Readonly<Record<string, unknown>> | undefined;
  incognito?: boolean | undefined;
  bot?: 'not_detected' | 'good' | 'bad' | (string & {}) | undefined;
  botType?: string | undefined;
  botInfo?: Readonly<Record<string, unknown>> | undefined;
  /** 0..1. Derived from `bot` where the generation has no probability: bad is 1; good and not detected are 0. */
  botProbability?: number | undefined;
  ipInfo?: { v4?: EventAddress | undefined; v6?: EventAddress | undefined } | undefined;
  vpn?:
    | {
        detected?: boolean | undefined;
        confidence?: Confidence | undefined;
        methods?: VpnMethods | undefined;
        originTimezone?: string | undefined;
        originCountry?: string | undefined;
      }
    | undefined;
  proxy?:
    | {
        detected?: boolean | undefined;
        confidence?: Confidence | undefined;
        type?: 'residential' | 'data_center' | 'unknown' | (string & {}) | undefined;
      }
    | undefined;
  tor?: boolean | undefined;
  ipBlocklist?: { emailSpam?: boolean | undefined; attackSource?: boolean | undefined } | undefined;
  tampering?:
    | {
        detected?: boolean | undefined;
        /** 0..1; above 0.5 is actionable. */
        anomalyScore?: number | undefined;
        /** 0..1; above 0.8 is actionable. */
        mlScore?: number | undefined;
        antiDetectBrowser?: boolean | undefined;
      }
    | undefined;
  suspectScore?: number | undefined;
  velocity?: { [name in VelocityName]?: VelocityCounts | undefined } | undefined;
  rootApps?: boolean | undefined;
  emulator?: boolean | undefined;
  simulator?: boolean | undefined;
  clonedApp?: boolean | undefined;
  jailbroken?: boolean | undefined;
  frida?: boolean | undefined;
  privacySettings?: boolean | undefined;
  virtualMachine?: boolean | undefined;
  developerTools?: boolean | undefined;
  locationSpoofing?: boolean | undefined;
  mitmAttack?: boolean | undefined;
  highActivity?: boolean | undefined;
  rareDevice?: boolean | undefined;
  activeCall?: boolean | undefined;
  /** ms since 1970; 0 where the device knows of no reset. */
  factoryResetAt?: number | undefined;
  /** The vendor saw this very payload before. Says nothing of an id used twice against this server. */
  replayed?: boolean | undefined;
  /** The verdict of one of the vendor's rulesets; an event is given the one it is asked for with. */
  ruleAction?:
    | { type?: 'allow' | 'block' | (string & {}) | undefined; rulesetId?: string | undefined }
    | undefined;
  /** True while the vendor is still computing signals: those absent may come. */
  partial?: boolean | undefined;
  source?: 'device' | 'edge' | (string & {}) | undefined;
  environmentId?: string | undefined;
  /** Products that answered with an error: name to code; `{}` when none. */
  failed: Readonly<Record<string, string>>;
  /** The answer as it was sent, untouched. */
  raw: unknown;
}

export interface VpnMethods {
  timezoneMismatch?: boolean | undefined;
  publicVpn?: boolean | undefined;
  auxiliaryMobile?: boolean | undefined;
  osMismatch?: boolean | undefined;
  relay?: boolean | undefined;
  mlPrediction?: boolean | undefined;
}
