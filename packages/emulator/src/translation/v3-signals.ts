import { isObject, type Json, type JsonObject } from '../json.js';
import { isoTime } from './iso-time.js';
import { objectIn, present, presentOrNothing, renamed } from './present.js';
import { v3DeviceAttributes } from './v3-device-attributes.js';
import { v3IpInfo } from './v3-ip.js';

/** Signals that are one value in v4, and `{ result }` in v3. */
const PLAIN = {
  root_apps: 'rootApps',
  emulator: 'emulator',
  incognito: 'incognito',
  cloned_app: 'clonedApp',
  jailbroken: 'jailbroken',
  frida: 'frida',
  privacy_settings: 'privacySettings',
  high_activity_device: 'highActivity',
  location_spoofing: 'locationSpoofing',
  suspect_score: 'suspectScore',
  developer_tools: 'developerTools',
  mitm_attack: 'mitmAttack',
};

const INTERVALS = { '5_minutes': '5m', '1_hour': '1h', '24_hours': '24h' };

const COUNTERS = {
  distinct_ip: 'distinctIp',
  distinct_linked_id: 'distinctLinkedId',
  distinct_country: 'distinctCountry',
  events: 'events',
  ip_events: 'ipEvents',
  distinct_ip_by_linked_id: 'distinctIpByLinkedId',
  distinct_visitor_id_by_linked_id: 'distinctVisitorIdByLinkedId',
};

/** Writes the smart signals of an event by the names of v3; a signal without its result is absent. */
export function v3Signals(event: JsonObject): Record<string, Json> {
  const results = Object.entries(PLAIN).map(([from, to]) => [to, resulting(event[from], {})]);
  return present({
    ...Object.fromEntries(results),
    ipInfo: v3IpInfo(event.ip_info),
    ...blocklists(event.ip_blocklist),
    vpn: vpn(event),
    proxy: proxy(event),
    tampering: tampering(event),
    factoryReset: factoryReset(event.factory_reset_timestamp),
    virtualMachine: resulting(event.virtual_machine, { mlScore: event.virtual_machine_ml_score }),
    rareDevice: resulting(event.rare_device, { percentileBucket: event.rare_device_percentile_bucket }),
    velocity: velocity(event.velocity),
    proximity: presentOrNothing(
      renamed(event.proximity, { id: 'id', precision_radius: 'precisionRadius', confidence: 'confidence' }),
    ),
    labels: labels(event.labels),
    rawDeviceAttributes: v3DeviceAttributes(event.raw_device_attributes),
  });
}

function resulting(
  result: Json | undefined,
  details: Record<string, Json | undefined>,
): JsonObject | undefined {
  return result === undefined ? undefined : { result, ...present(details) };
}

function blocklists(lists: Json | undefined): Record<string, JsonObject | undefined> {
  if (!isObject(lists)) return {};
  const { email_spam: spam, attack_source: attack, tor_node: tor } = lists;
  const known = spam !== undefined || attack !== undefined;
  return {
    ipBlocklist: known
      ? {
          result: spam === true || attack === true,
          details: present({ emailSpam: spam, attackSource: attack }),
        }
      : undefined,
    tor: resulting(tor, {}),
  };
}

function vpn(event: JsonObject): JsonObject | undefined {
  return resulting(event.vpn, {
    confidence: event.vpn_confidence,
    mlScore: event.vpn_ml_score,
    originTimezone: event.vpn_origin_timezone,
    originCountry: event.vpn_origin_country ?? 'unknown',
    methods: presentOrNothing(
      renamed(event.vpn_methods, {
        timezone_mismatch: 'timezoneMismatch',
        public_vpn: 'publicVPN',
        auxiliary_mobile: 'auxiliaryMobile',
        os_mismatch: 'osMismatch',
        relay: 'relay',
        ml_prediction: 'mlPrediction',
      }),
    ),
  });
}

function proxy(event: JsonObject): JsonObject | undefined {
  const { proxy_type: proxyType, last_seen_at: lastSeenAt } = objectIn(event.proxy_details);
  return resulting(event.proxy, {
    confidence: event.proxy_confidence,
    details: presentOrNothing({ proxyType, lastSeenAt: isoTime(lastSeenAt) }),
    mlScore: event.proxy_ml_score,
  });
}

function tampering(event: JsonObject): JsonObject | undefined {
  const { anomaly_score: anomalyScore, anti_detect_browser: antiDetectBrowser } = objectIn(
    event.tampering_details,
  );
  return resulting(event.tampering, {
    confidence: event.tampering_confidence,
    anomalyScore,
    mlScore: event.tampering_ml_score,
    antiDetectBrowser,
  });
}

function factoryReset(timestamp: Json | undefined): JsonObject | undefined {
  return timestamp === undefined ? undefined : present({ time: isoTime(timestamp), timestamp });
}

function velocity(value: Json | undefined): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  // An unknown count is an empty object here, not absent.
  const data = Object.entries(COUNTERS).map(([from, to]) => {
    const known = presentOrNothing(renamed(value[from], INTERVALS));
    return [to, known ? { intervals: known } : {}];
  });
  return Object.fromEntries(data);
}

function labels(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((one) => renamed(one, { label: 'label', prediction: 'prediction', ml_score: 'mlScore' }));
}
