import type { FingerprintEvent, VelocityCounts } from '@fingerprint-guard/core';
import { type Overrides, overlay, refuseUnknown } from './overrides.js';

/** A fixed time, so that a test has the same result every day: 1 May 2026, noon UTC. */
const AT = Date.UTC(2026, 4, 1, 12);
const DAY_MS = 86_400_000;

/**
 * Builds the event of an honest visitor: at home in Berlin, in their own browser, on `https://shop.example/login`. It
 * has every field a browser's event has; those of phones are `undefined`. It is the same each time.
 * @param overrides Fields that replace the visitor's own, at any depth: `{ velocity: { distinctIp: { '5m': 9 } } }`;
 * `undefined` removes one. They are used unchanged: `bot: 'bad'` leaves `botProbability` at 0.
 * @throws FingerprintError `ERR_FP_OPTION` for a name that is not a field of an event.
 * @example
 * ```ts
 * import { evaluatePolicy, eventSignals } from '@fingerprint-guard/core';
 * import { fingerprintEvent } from '@fingerprint-guard/testing';
 *
 * const event = fingerprintEvent({ velocity: { distinctIp: { '5m': 9 } } });
 * evaluatePolicy('strict', { signals: eventSignals(event), event }).reasons; // velocity
 * ```
 */
export function fingerprintEvent(overrides: Overrides<FingerprintEvent> = {}): FingerprintEvent {
  const honest = honestEvent();
  refuseUnknown(overrides, honest, 'field of an event');
  return overlay(honest, overrides);
}

/** The fields that an analysis of a request provides, in place of an agent in a page. */
const FIELDS_OF_A_REQUEST = new Set<string>([
  'eventId',
  'generation',
  'timestamp',
  'url',
  'ip',
  'tags',
  'botInfo',
  'ipInfo',
  'vpn',
  'proxy',
  'failed',
  'raw',
] satisfies (keyof FingerprintEvent)[]);

/** Reduces an event to what it would be if the request itself had been analysed. */
export function onlyOfRequest(event: FingerprintEvent): FingerprintEvent {
  const fields = Object.entries(event).map(([name, value]) => [
    name,
    FIELDS_OF_A_REQUEST.has(name) ? value : undefined,
  ]);
  const { vpn } = event;
  // Without a browser there is no clock to compare with.
  return { ...Object.fromEntries(fields), vpn: vpn && { ...vpn, originTimezone: undefined }, source: 'edge' };
}

function honestEvent(): FingerprintEvent {
  return {
    eventId: `${AT}.Honest`,
    generation: 'v4',
    timestamp: AT,
    visitorId: 'HonestVisitor0000001',
    visitorFound: true,
    confidence: 0.98,
    firstSeenAt: AT - 30 * DAY_MS,
    lastSeenAt: AT - DAY_MS,
    url: 'https://shop.example/login',
    ip: '203.0.113.24',
    linkedId: 'customer-1',
    tags: {},
    incognito: false,
    bot: 'not_detected',
    botType: undefined,
    botInfo: undefined,
    botProbability: 0,
    ipInfo: {
      v4: {
        address: '203.0.113.24',
        location: {
          countryCode: 'DE',
          latitude: 52.52,
          longitude: 13.405,
          accuracyRadiusKm: 20,
          timezone: 'Europe/Berlin',
          asn: '64500',
        },
        asn: '64500',
        asnNetwork: '203.0.113.0/24',
        asnType: 'isp',
        datacenter: false,
      },
      v6: undefined,
    },
    vpn: {
      detected: false,
      confidence: 'high',
      methods: {
        timezoneMismatch: false,
        publicVpn: false,
        auxiliaryMobile: false,
        osMismatch: false,
        relay: false,
        mlPrediction: false,
      },
      originTimezone: 'Europe/Berlin',
      originCountry: undefined,
    },
    proxy: { detected: false, confidence: 'high', type: undefined },
    tor: false,
    ipBlocklist: { emailSpam: false, attackSource: false },
    tampering: { detected: false, anomalyScore: 0.02, mlScore: 0.04, antiDetectBrowser: false },
    suspectScore: 0,
    velocity: {
      distinctIp: counts(1, 1, 1),
      distinctLinkedId: counts(1, 1, 1),
      distinctCountry: counts(1, 1, 1),
      events: counts(1, 2, 3),
      ipEvents: counts(1, 2, 3),
      distinctIpByLinkedId: counts(1, 1, 1),
      distinctVisitorIdByLinkedId: counts(1, 1, 1),
    },
    rootApps: undefined,
    emulator: undefined,
    simulator: undefined,
    clonedApp: undefined,
    jailbroken: undefined,
    frida: undefined,
    privacySettings: false,
    virtualMachine: false,
    developerTools: false,
    locationSpoofing: undefined,
    mitmAttack: undefined,
    highActivity: false,
    rareDevice: false,
    activeCall: undefined,
    deviceDetails: undefined,
    proximity: undefined,
    labels: undefined,
    factoryResetAt: undefined,
    replayed: false,
    ruleAction: undefined,
    partial: false,
    source: 'device',
    environmentId: 'ae_test',
    failed: {},
    raw: {},
  };
}

const counts = (fiveMinutes: number, hour: number, day: number): VelocityCounts => ({
  '5m': fiveMinutes,
  '1h': hour,
  '24h': day,
});
