import { botInfo } from './bot-info.js';
import {
  boolean,
  botProbability,
  type JsonObject,
  name,
  number,
  object,
  string,
  unlessEmpty,
} from './fields.js';
import type { EventAddress, FingerprintEvent, VelocityCounts } from './fingerprint-event.js';
import { labels } from './labels.js';

/** True for what looks like an event of the fourth generation. */
export const isV4Event = (json: JsonObject): boolean => name(json.event_id) !== undefined;

/** Turns an event as v4 sends it (also in a webhook) into the one normalised shape. */
export function fromV4(json: JsonObject): FingerprintEvent {
  const identification = object(json.identification);
  const blocklist = object(json.ip_blocklist);
  const ruleAction = object(json.rule_action);
  const bot = string(json.bot);
  return {
    eventId: name(json.event_id),
    generation: 'v4',
    timestamp: number(json.timestamp),
    visitorId: name(identification?.visitor_id),
    visitorFound: boolean(identification?.visitor_found),
    confidence: number(object(identification?.confidence)?.score),
    firstSeenAt: number(identification?.first_seen_at),
    lastSeenAt: number(identification?.last_seen_at),
    url: name(json.url),
    ip: name(json.ip_address),
    linkedId: name(json.linked_id),
    tags: object(json.tags),
    incognito: boolean(json.incognito),
    bot,
    botType: string(json.bot_type),
    botInfo: botInfo(object(json.bot_info)),
    botProbability: botProbability(bot),
    ipInfo: ipInfo(object(json.ip_info)),
    vpn: vpn(json),
    proxy: unlessEmpty({
      detected: boolean(json.proxy),
      confidence: string(json.proxy_confidence),
      type: string(object(json.proxy_details)?.proxy_type),
    }),
    tor: boolean(blocklist?.tor_node),
    ipBlocklist: unlessEmpty({
      emailSpam: boolean(blocklist?.email_spam),
      attackSource: boolean(blocklist?.attack_source),
    }),
    tampering: tampering(json),
    suspectScore: number(json.suspect_score),
    velocity: velocity(object(json.velocity)),
    rootApps: boolean(json.root_apps),
    emulator: boolean(json.emulator),
    simulator: boolean(json.simulator),
    clonedApp: boolean(json.cloned_app),
    jailbroken: boolean(json.jailbroken),
    frida: boolean(json.frida),
    privacySettings: boolean(json.privacy_settings),
    virtualMachine: boolean(json.virtual_machine),
    developerTools: boolean(json.developer_tools),
    locationSpoofing: boolean(json.location_spoofing),
    mitmAttack: boolean(json.mitm_attack),
    highActivity: boolean(json.high_activity_device),
    rareDevice: boolean(json.rare_device),
    activeCall: boolean(json.active_call),
    deviceDetails: deviceDetails(object(json.device_details)),
    proximity: proximity(object(json.proximity)),
    labels: labels(json.labels, 'ml_score'),
    factoryResetAt: number(json.factory_reset_timestamp),
    replayed: boolean(json.replayed),
    ruleAction: ruleAction && { type: string(ruleAction.type), rulesetId: name(ruleAction.ruleset_id) },
    partial: partial(string(json.incremental_identification_status)),
    source: string(json.source),
    environmentId: name(json.environment_id),
    failed: {},
    raw: json,
  };
}

function deviceDetails(json: JsonObject | undefined): FingerprintEvent['deviceDetails'] {
  return (
    json &&
    unlessEmpty({
      manufacturer: name(json.device_manufacturer),
      model: name(json.device_model),
      osVersion: name(json.os_version),
    })
  );
}

function proximity(json: JsonObject | undefined): FingerprintEvent['proximity'] {
  return (
    json &&
    unlessEmpty({
      id: name(json.id),
      precisionRadius: number(json.precision_radius),
      confidence: number(json.confidence),
    })
  );
}

/** More states may be added: only one of them means that nothing is missing. */
function partial(status: string | undefined): boolean | undefined {
  return status === undefined ? undefined : status !== 'completed';
}

function ipInfo(json: JsonObject | undefined): FingerprintEvent['ipInfo'] {
  return json && unlessEmpty({ v4: address(object(json.v4)), v6: address(object(json.v6)) });
}

function address(json: JsonObject | undefined): EventAddress | undefined {
  if (json === undefined) return undefined;
  const geolocation = object(json.geolocation);
  const asn = name(json.asn);
  return {
    address: name(json.address),
    location:
      geolocation &&
      unlessEmpty({
        countryCode: name(geolocation.country_code),
        latitude: number(geolocation.latitude),
        longitude: number(geolocation.longitude),
        accuracyRadiusKm: number(geolocation.accuracy_radius),
        timezone: name(geolocation.timezone),
        asn,
      }),
    asn,
    asnNetwork: name(json.asn_network),
    asnType: name(json.asn_type),
    datacenter: boolean(json.datacenter_result),
  };
}

function vpn(json: JsonObject): FingerprintEvent['vpn'] {
  const methods = object(json.vpn_methods);
  return unlessEmpty({
    detected: boolean(json.vpn),
    confidence: string(json.vpn_confidence),
    methods:
      methods &&
      unlessEmpty({
        timezoneMismatch: boolean(methods.timezone_mismatch),
        publicVpn: boolean(methods.public_vpn),
        auxiliaryMobile: boolean(methods.auxiliary_mobile),
        osMismatch: boolean(methods.os_mismatch),
        relay: boolean(methods.relay),
        mlPrediction: boolean(methods.ml_prediction),
      }),
    originTimezone: name(json.vpn_origin_timezone),
    originCountry: name(json.vpn_origin_country),
  });
}

function tampering(json: JsonObject): FingerprintEvent['tampering'] {
  const details = object(json.tampering_details);
  return unlessEmpty({
    detected: boolean(json.tampering),
    anomalyScore: number(details?.anomaly_score),
    mlScore: number(json.tampering_ml_score),
    antiDetectBrowser: boolean(details?.anti_detect_browser),
  });
}

function velocity(json: JsonObject | undefined): FingerprintEvent['velocity'] {
  return (
    json &&
    unlessEmpty({
      distinctIp: counts(json.distinct_ip),
      distinctLinkedId: counts(json.distinct_linked_id),
      distinctCountry: counts(json.distinct_country),
      events: counts(json.events),
      ipEvents: counts(json.ip_events),
      distinctIpByLinkedId: counts(json.distinct_ip_by_linked_id),
      distinctVisitorIdByLinkedId: counts(json.distinct_visitor_id_by_linked_id),
    })
  );
}

function counts(value: unknown): VelocityCounts | undefined {
  const json = object(value);
  return (
    json &&
    unlessEmpty({
      '5m': number(json['5_minutes']),
      '1h': number(json['1_hour']),
      '24h': number(json['24_hours']),
    })
  );
}
