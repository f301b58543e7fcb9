import type { JsonObject } from '../json.js';
import { GOOGLEBOT } from './agents.js';
import { stableId } from './identifiers.js';
import { ipInfo } from './ip-info.js';
import { readUserAgent } from './user-agent.js';
import { clockTimezone, type Visit, type VpnMethod } from './visit.js';

const HOUR_MS = 3_600_000;

/** The smart signals of a visit: those of every platform, and those of its own. */
export function smartSignals(visit: Visit): JsonObject {
  return {
    ip_info: ipInfo(visit),
    ip_blocklist: { email_spam: false, attack_source: false, tor_node: visit.tor },
    ...proxySignals(visit),
    ...vpnSignals(visit),
    ...tamperingSignals(visit),
    velocity: velocity(),
    high_activity_device: false,
    developer_tools: false,
    suspect_score: suspectScore(visit),
    ...(visit.app ? appSignals(visit) : browserSignals(visit)),
  };
}

function proxySignals({ proxy, at }: Visit): JsonObject {
  if (!proxy) return { proxy, proxy_confidence: 'high', proxy_ml_score: 0.02 };
  // The vendor knows only the hour in which it last saw a proxy at the address.
  const lastSeenAt = Math.floor(at / HOUR_MS) * HOUR_MS;
  return {
    proxy,
    proxy_confidence: 'high',
    proxy_details: { proxy_type: 'residential', last_seen_at: lastSeenAt, provider: 'Example Proxies' },
    proxy_ml_score: 0.94,
  };
}

function vpnSignals(visit: Visit): JsonObject {
  const has = (method: VpnMethod) => visit.vpn.includes(method);
  const detected = visit.vpn.length > 0;
  return {
    vpn: detected,
    vpn_confidence: 'high',
    vpn_ml_score: detected ? 0.93 : 0.03,
    vpn_origin_timezone: clockTimezone(visit),
    vpn_methods: {
      timezone_mismatch: has('timezone_mismatch'),
      public_vpn: has('public_vpn'),
      auxiliary_mobile: has('auxiliary_mobile'),
      os_mismatch: has('os_mismatch'),
      relay: has('relay'),
      ml_prediction: has('ml_prediction'),
    },
  };
}

function tamperingSignals({ tampered }: Visit): JsonObject {
  return {
    tampering: tampered,
    tampering_confidence: 'high',
    tampering_ml_score: tampered ? 0.92 : 0.04,
    tampering_details: { anomaly_score: tampered ? 0.91 : 0.02, anti_detect_browser: tampered },
  };
}

function browserSignals(visit: Visit): JsonObject {
  return {
    ...botSignals(visit),
    incognito: visit.incognito,
    privacy_settings: false,
    virtual_machine: visit.virtualMachine,
    virtual_machine_ml_score: visit.virtualMachine ? 0.96 : 0.01,
    rare_device: false,
    rare_device_percentile_bucket: '<p95',
  };
}

function botSignals({ bot, agent, browser }: Visit): JsonObject {
  const info = agent ?? (bot === 'good' ? GOOGLEBOT : undefined);
  return {
    bot,
    ...(bot === 'not_detected' ? {} : { bot_type: botType(bot, info, browser.userAgent) }),
    ...(info ? { bot_info: info } : {}),
  };
}

function botType(bot: Visit['bot'], info: JsonObject | undefined, userAgent: string): string {
  if (bot === 'bad') return /headless/i.test(userAgent) ? 'headless_chrome' : 'webdriver';
  return info?.category === 'search_engine_crawler' ? 'google' : 'ai_agent';
}

function appSignals(visit: Visit): JsonObject {
  return {
    root_apps: visit.rooted,
    emulator: false,
    cloned_app: false,
    frida: false,
    factory_reset_timestamp: 0,
    location_spoofing: false,
    mitm_attack: false,
    active_call: false,
    device_details: deviceDetails(visit),
    proximity: { id: stableId(['zone', visit.home], 11), precision_radius: 65, confidence: 0.95 },
  };
}

/** The device as it describes itself, which an override of the user agent does not change upstream; here both agree. */
function deviceDetails({ browser }: Visit): JsonObject {
  const { device, osVersion } = readUserAgent(browser.userAgent);
  return { device_manufacturer: 'Google', device_model: device, os_version: osVersion };
}

function velocity(): JsonObject {
  const once = () => ({ '5_minutes': 1, '1_hour': 1, '24_hours': 1 });
  const few = () => ({ '5_minutes': 1, '1_hour': 2, '24_hours': 3 });
  return {
    distinct_ip: once(),
    distinct_linked_id: once(),
    distinct_country: once(),
    events: few(),
    ip_events: few(),
    distinct_ip_by_linked_id: once(),
    distinct_visitor_id_by_linked_id: once(),
  };
}

/** Sums up what is suspicious; the weights are the emulator's own. */
function suspectScore(visit: Visit): number {
  const vpn = visit.vpn.includes('relay') ? 2 : 5;
  const weights: readonly (readonly [suspicious: boolean, weight: number])[] = [
    [visit.incognito, 4],
    [visit.vpn.length > 0, vpn],
    [visit.proxy, 6],
    [visit.tor, 8],
    [visit.virtualMachine, 7],
    [visit.tampered, 9],
    [visit.rooted, 9],
    [visit.bot === 'bad', 10],
    [visit.agent?.identity === 'spoofed', 10],
  ];
  return weights.reduce((sum, [suspicious, weight]) => sum + (suspicious ? weight : 0), 0);
}
