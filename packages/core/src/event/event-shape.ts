import type { GeoLocation } from '../location/geo-location.js';
import type { EventAddress, FingerprintEvent, VelocityCounts, VpnMethods } from './fingerprint-event.js';
import type { EventLabel } from './labels.js';

/**
 * The kind of a fact: its type, or every string that it can be. `text` is any string; `private` is a string that names
 * or locates someone, so that no message may contain it; nothing is known about what is `open`, so it is private too.
 */
export type FactKind = 'boolean' | 'number' | 'text' | 'private' | 'list' | 'open' | readonly string[];

/** The kinds that fit a type; with it, the compiler checks the tables of facts. */
export type KindOf<T> = unknown extends T
  ? 'open'
  : T extends boolean
    ? 'boolean'
    : T extends number
      ? 'number'
      : T extends string
        ? 'text' | 'private' | readonly string[]
        : 'list';

/** The shape of a field: its kind, or its own fields; the items of `labels` are found by their label. */
export type ShapeNode = FactKind | 'labels' | Shape;

/** The fields of an object. */
export interface Shape {
  readonly [field: string]: ShapeNode;
}

type ShapeOf<T> = {
  [Field in keyof T]-?: NonNullable<T[Field]> extends readonly EventLabel[]
    ? 'labels'
    : NonNullable<T[Field]> extends object
      ? string extends keyof NonNullable<T[Field]>
        ? 'open'
        : ShapeOf<NonNullable<T[Field]>>
      : KindOf<NonNullable<T[Field]>>;
};

const LOCATION: ShapeOf<GeoLocation> = {
  countryCode: 'text',
  latitude: 'number',
  longitude: 'number',
  accuracyRadiusKm: 'number',
  timezone: 'text',
  asn: 'text',
};

const ADDRESS: ShapeOf<EventAddress> = {
  address: 'private',
  location: LOCATION,
  asn: 'text',
  asnNetwork: 'private',
  asnType: 'text',
  datacenter: 'boolean',
};

const COUNTS: ShapeOf<VelocityCounts> = { '5m': 'number', '1h': 'number', '24h': 'number' };

const VPN_METHODS: ShapeOf<VpnMethods> = {
  timezoneMismatch: 'boolean',
  publicVpn: 'boolean',
  auxiliaryMobile: 'boolean',
  osMismatch: 'boolean',
  relay: 'boolean',
  mlPrediction: 'boolean',
};

const EVENT: ShapeOf<FingerprintEvent> = {
  eventId: 'private',
  generation: ['v4', 'v3', '2019'],
  timestamp: 'number',
  visitorId: 'private',
  visitorFound: 'boolean',
  confidence: 'number',
  firstSeenAt: 'number',
  lastSeenAt: 'number',
  url: 'private',
  ip: 'private',
  linkedId: 'private',
  tags: 'open',
  incognito: 'boolean',
  bot: 'text',
  botType: 'text',
  botInfo: {
    category: 'text',
    provider: 'text',
    providerUrl: 'text',
    name: 'text',
    identity: 'text',
    confidence: 'text',
  },
  botProbability: 'number',
  ipInfo: { v4: ADDRESS, v6: ADDRESS },
  vpn: {
    detected: 'boolean',
    confidence: 'text',
    methods: VPN_METHODS,
    originTimezone: 'text',
    originCountry: 'text',
  },
  proxy: { detected: 'boolean', confidence: 'text', type: 'text' },
  tor: 'boolean',
  ipBlocklist: { emailSpam: 'boolean', attackSource: 'boolean' },
  tampering: {
    detected: 'boolean',
    anomalyScore: 'number',
    mlScore: 'number',
    antiDetectBrowser: 'boolean',
  },
  suspectScore: 'number',
  velocity: {
    distinctIp: COUNTS,
    distinctLinkedId: COUNTS,
    distinctCountry: COUNTS,
    events: COUNTS,
    ipEvents: COUNTS,
    distinctIpByLinkedId: COUNTS,
    distinctVisitorIdByLinkedId: COUNTS,
  },
  rootApps: 'boolean',
  emulator: 'boolean',
  simulator: 'boolean',
  clonedApp: 'boolean',
  jailbroken: 'boolean',
  frida: 'boolean',
  privacySettings: 'boolean',
  virtualMachine: 'boolean',
  developerTools: 'boolean',
  locationSpoofing: 'boolean',
  mitmAttack: 'boolean',
  highActivity: 'boolean',
  rareDevice: 'boolean',
  activeCall: 'boolean',
  deviceDetails: { manufacturer: 'text', model: 'text', osVersion: 'text' },
  proximity: { id: 'private', precisionRadius: 'number', confidence: 'number' },
  labels: 'labels',
  factoryResetAt: 'number',
  replayed: 'boolean',
  ruleAction: { type: 'text', rulesetId: 'private' },
  partial: 'boolean',
  source: 'text',
  environmentId: 'private',
  failed: 'open',
  raw: 'open',
};

/** The fields of a label that can be compared, by name. */
export const LABEL_SHAPE: ShapeOf<Omit<EventLabel, 'label'>> = { prediction: 'boolean', mlScore: 'number' };

/** Every field of an event. */
export const EVENT_SHAPE: Shape = EVENT;

/** True for a field with fields of its own. */
export const isShape = (node: ShapeNode): node is Shape => typeof node === 'object' && !Array.isArray(node);
