import type { GeoLocation } from '../location/geo-location.js';
import type { BotInfo } from './bot-info.js';
import type { EventLabel } from './labels.js';

/** The vendor's confidence; a value that the vendor adds later passes through. */
type Confidence = 'low' | 'medium' | 'high' | (string & {});

/** One address of the event, and what the vendor knows about it. */
export interface EventAddress {
  /** The address itself, IPv4 or IPv6. */
  address?: string | undefined;
  /** The place of the address. */
  location?: GeoLocation | undefined;
  /** The number of the autonomous system that the address belongs to. */
  asn?: string | undefined;
  /** The network of that system that holds the address, as a CIDR. */
  asnNetwork?: string | undefined;
  /** The kind of that system, such as `isp`, `hosting` or `business`. */
  asnType?: string | undefined;
  /** The address belongs to a data centre. */
  datacenter?: boolean | undefined;
}

/** Counts over the last five minutes, hour and day before the event. */
export interface VelocityCounts {
  /** The count over the last five minutes. */
  '5m'?: number | undefined;
  /** The count over the last hour. */
  '1h'?: number | undefined;
  /** The count over the last day. */
  '24h'?: number | undefined;
}

/** Counts of recent activity of the visitor, its address and its linked ID. */
export interface Velocity {
  /** The addresses of the visitor. */
  distinctIp?: VelocityCounts | undefined;
  /** The linked IDs of the visitor. */
  distinctLinkedId?: VelocityCounts | undefined;
  /** The countries of the visitor. */
  distinctCountry?: VelocityCounts | undefined;
  /** The events of the visitor. */
  events?: VelocityCounts | undefined;
  /** The events of the visitor's address, whoever made them. */
  ipEvents?: VelocityCounts | undefined;
  /** The addresses of the linked ID. */
  distinctIpByLinkedId?: VelocityCounts | undefined;
  /** The visitors of the linked ID. */
  distinctVisitorIdByLinkedId?: VelocityCounts | undefined;
}

/** The name of a count of `velocity`. */
export type VelocityName = keyof Velocity;

/**
 * One event in one shape, whichever generation of the API it came from.
 *
 * **Trust**: fetched from the Server API with the secret key; what the browser reported (`url`, `linkedId`, `tags`)
 * is still the client's word. `undefined` means: not supplied, or of an unexpected type. It never means `false`.
 */
export interface FingerprintEvent {
  /**
   * The ID of the event. Undefined for a visit of 2019 on its own, and for an event of v3 in which all products failed.
   */
  eventId?: string | undefined;
  /** The generation of the Server API that the event came from. */
  generation: 'v4' | 'v3' | '2019';
  /** The time of the event, ms since 1970. */
  timestamp?: number | undefined;
  /** The ID of the visitor, the same for one browser or device over time. */
  visitorId?: string | undefined;
  /** The visitor was identified before. */
  visitorFound?: boolean | undefined;
  /** The confidence of the identification, 0..1, higher is surer. */
  confidence?: number | undefined;
  /** The time when the visitor was first seen, ms since 1970. */
  firstSeenAt?: number | undefined;
  /** The time when the visitor was last seen before the event, ms since 1970. */
  lastSeenAt?: number | undefined;
  /** The address of the page that made the event; reported by the browser. */
  url?: string | undefined;
  /** The address of the client, as Fingerprint saw it. */
  ip?: string | undefined;
  /** The ID that the page linked to the event; reported by the browser. */
  linkedId?: string | undefined;
  /** The values that the page attached to the event; reported by the browser. */
  tags?: Readonly<Record<string, unknown>> | undefined;
  /** The browser is in incognito (private) mode. */
  incognito?: boolean | undefined;
  /** The verdict on bots; search engines and the like are `good`. */
  bot?: 'not_detected' | 'good' | 'bad' | (string & {}) | undefined;
  /** The kind of bot, in words of the vendor. */
  botType?: string | undefined;
  /** The vendor's information about the bot or the agent: its category, provider, name and identity. v4 only. */
  botInfo?: BotInfo | undefined;
  /** The probability that the visitor is a bot, 0..1. Derived from `bot` if the generation has none: bad is 1; good and not detected are 0. */
  botProbability?: number | undefined;
  /** The addresses of the client, with what the vendor knows about each. */
  ipInfo?:
    | {
        /** The IPv4 address. */
        v4?: EventAddress | undefined;
        /** The IPv6 address. */
        v6?: EventAddress | undefined;
      }
    | undefined;
  /** The detection of VPNs. */
  vpn?:
    | {
        /** A VPN was detected, by any method. */
        detected?: boolean | undefined;
        /** The confidence of the detection. */
        confidence?: Confidence | undefined;
        /** The methods that found it. */
        methods?: VpnMethods | undefined;
        /** The time zone that the browser is set to, by its IANA name. */
        originTimezone?: string | undefined;
        /** The ISO 3166 code of the country that the visitor is in, or `unknown`. */
        originCountry?: string | undefined;
      }
    | undefined;
  /** The detection of proxies. */
  proxy?:
    | {
        /** A proxy was detected. */
        detected?: boolean | undefined;
        /** The confidence of the detection. */
        confidence?: Confidence | undefined;
        /** The kind of proxy. */
        type?: 'residential' | 'data_center' | 'unknown' | (string & {}) | undefined;
      }
    | undefined;
  /** The client came through Tor. */
  tor?: boolean | undefined;
  /** The lists that the client's address is on. */
  ipBlocklist?:
    | {
        /** The address is known as a source of spam; carriers share such addresses among many. */
        emailSpam?: boolean | undefined;
        /** The address is known as a source of attacks. */
        attackSource?: boolean | undefined;
      }
    | undefined;
  /** The detection of tampering with the browser. */
  tampering?:
    | {
        /** The browser was tampered with. */
        detected?: boolean | undefined;
        /** The anomaly score, 0..1; above 0.5 is actionable. */
        anomalyScore?: number | undefined;
        /** The score of the vendor's model, 0..1; above 0.8 is actionable. */
        mlScore?: number | undefined;
        /** The browser is one made to evade detection. */
        antiDetectBrowser?: boolean | undefined;
      }
    | undefined;
  /** The sum of the weights that are set in the customer's own account; unbounded. */
  suspectScore?: number | undefined;
  /** Counts of recent activity, of the visitor, its address and its linked ID. */
  velocity?: Velocity | undefined;
  /** Android: apps that manage root access are present. */
  rootApps?: boolean | undefined;
  /** Android: the app runs in an emulator. */
  emulator?: boolean | undefined;
  /** iOS: the app runs in a simulator. */
  simulator?: boolean | undefined;
  /** Android: the app is a clone, or runs in another profile than the main one. */
  clonedApp?: boolean | undefined;
  /** iOS: the device is jailbroken. */
  jailbroken?: boolean | undefined;
  /** Android and iOS: Frida, which instruments apps, is present. */
  frida?: boolean | undefined;
  /** The browser is one that protects privacy, such as Tor Browser, or it blocks fingerprinting. */
  privacySettings?: boolean | undefined;
  /** The browser runs in a virtual machine. */
  virtualMachine?: boolean | undefined;
  /** The developer tools of the browser are open, or those of the device are enabled. */
  developerTools?: boolean | undefined;
  /** Android and iOS: the device reports a made-up location. */
  locationSpoofing?: boolean | undefined;
  /** Android and iOS: requests to Fingerprint were intercepted, and possibly changed. */
  mitmAttack?: boolean | undefined;
  /** The device makes far more events than others. */
  highActivity?: boolean | undefined;
  /** The combination of hardware and software is rare, or was not seen before. */
  rareDevice?: boolean | undefined;
  /** Android and iOS: a call was under way at the time of the event. v4 only. */
  activeCall?: boolean | undefined;
  /** Android and iOS: the device, as it describes itself; `user-agent` headers say less. v4 only. */
  deviceDetails?: DeviceDetails | undefined;
  /** Android and iOS: the zone that the device is in. */
  proximity?: Proximity | undefined;
  /** The verdicts of the vendor's models that are trained for one customer's use. */
  labels?: readonly EventLabel[] | undefined;
  /** The time of the last factory reset of the device, ms since 1970; 0 if it knows of none. */
  factoryResetAt?: number | undefined;
  /** The vendor saw this very payload before. Says nothing about an ID used twice against this server. */
  replayed?: boolean | undefined;
  /** The verdict of one of the vendor's rulesets; an event contains that of the ruleset that the lookup asked for. */
  ruleAction?:
    | {
        /** The action that the ruleset asks for. */
        type?: 'allow' | 'block' | (string & {}) | undefined;
        /** The ID of the ruleset. */
        rulesetId?: string | undefined;
      }
    | undefined;
  /** The vendor is still computing signals: absent ones may still arrive. */
  partial?: boolean | undefined;
  /** The maker of the event: an agent on a `device`, or a server that had a request analysed (`edge`). v4 only. */
  source?: 'device' | 'edge' | (string & {}) | undefined;
  /** The workspace environment that the event belongs to. */
  environmentId?: string | undefined;
  /** Products that answered with an error: name to code; `{}` if there are none. */
  failed: Readonly<Record<string, string>>;
  /** The answer exactly as the API sent it; undefined if its raw device attributes are not JSON. */
  raw: unknown;
}

/** The methods by which a VPN was found. */
export interface VpnMethods {
  /** The time zone of the browser is not that of the address. */
  timezoneMismatch?: boolean | undefined;
  /** The address belongs to a public VPN service. */
  publicVpn?: boolean | undefined;
  /** Android and iOS: further methods found a VPN. */
  auxiliaryMobile?: boolean | undefined;
  /** The browser runs on another operating system than its network traffic shows. */
  osMismatch?: boolean | undefined;
  /** The address belongs to a relay such as iCloud Private Relay, which hides the address and keeps the country. */
  relay?: boolean | undefined;
  /** The vendor's model predicts a VPN. */
  mlPrediction?: boolean | undefined;
}

/** A mobile device, as it describes itself. */
export interface DeviceDetails {
  /** The manufacturer, such as `Google` or `Apple`. */
  manufacturer?: string | undefined;
  /** The model, such as `Pixel 7` or `iPhone15,2`. */
  model?: string | undefined;
  /** The version of the operating system, of one to three parts, such as `17.5.1`. */
  osVersion?: string | undefined;
}

/** The zone of a fixed grid that a mobile device is in. */
export interface Proximity {
  /** The ID of the zone, the same for every device in it. */
  id?: string | undefined;
  /** The radius of the zone, m. */
  precisionRadius?: number | undefined;
  /** The confidence that the device is in the zone, 0..1; if it is not, a neighbouring zone is likely. */
  confidence?: number | undefined;
}
