import type { AnyEvent } from './client.js';

/** Unix milliseconds as v3 writes them. */
export const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

/** The data of the products of a v3 event. */
export const dataOf = (event: AnyEvent) =>
  Object.fromEntries(Object.entries<AnyEvent>(event.products).map(([name, { data }]) => [name, data]));

/** The fields of a v3 event by their names in v4, as far as both have them. */
export function saidByV3(event: AnyEvent): AnyEvent {
  const {
    identification: id,
    botd,
    ipInfo,
    ipBlocklist,
    tor,
    vpn,
    proxy,
    tampering,
    velocity,
    ...rest
  } = dataOf(event);
  const location = (place: AnyEvent) => [
    place.accuracyRadius,
    place.latitude,
    place.longitude,
    place.postalCode,
    place.timezone,
    place.city?.name,
    place.country?.code,
    place.country?.name,
    place.continent?.code,
    place.continent?.name,
    place.subdivisions?.map((part: AnyEvent) => [part.isoCode, part.name]),
  ];
  return {
    id: [
      id.requestId,
      id.timestamp,
      id.time,
      id.ip,
      id.linkedId,
      id.suspect,
      id.tag,
      id.replayed,
      id.environmentId,
      id.sdk,
    ],
    visitor: [
      id.visitorId,
      id.visitorFound,
      id.confidence?.score,
      id.firstSeenAt.global,
      id.lastSeenAt.subscription,
    ],
    browser: [
      id.browserDetails.userAgent,
      id.browserDetails.os,
      id.browserDetails.osVersion,
      id.browserDetails.device,
    ],
    bot: [botd?.bot.result.replace('notDetected', 'not_detected'), botd?.bot.type],
    networks: ['v4', 'v6'].map((family) => {
      const { address, geolocation, asn, datacenter } = ipInfo?.[family] ?? {};
      return (
        address && [
          address,
          location(geolocation),
          asn?.asn,
          asn?.name,
          asn?.network,
          asn?.type,
          datacenter?.result,
        ]
      );
    }),
    lists: [ipBlocklist?.details.emailSpam, ipBlocklist?.details.attackSource, tor?.result],
    vpn: [vpn?.result, vpn?.confidence, vpn?.mlScore, vpn?.originTimezone],
    methods:
      vpn &&
      ['timezoneMismatch', 'publicVPN', 'auxiliaryMobile', 'osMismatch', 'relay', 'mlPrediction'].map(
        (name) => vpn.methods[name],
      ),
    proxy: [
      proxy?.result,
      proxy?.confidence,
      proxy?.mlScore,
      proxy?.details?.proxyType,
      proxy?.details?.lastSeenAt,
    ],
    tampering: [
      tampering?.result,
      tampering?.confidence,
      tampering?.anomalyScore,
      tampering?.mlScore,
      tampering?.antiDetectBrowser,
    ],
    velocity:
      velocity &&
      [
        'distinctIp',
        'distinctLinkedId',
        'distinctCountry',
        'events',
        'ipEvents',
        'distinctIpByLinkedId',
        'distinctVisitorIdByLinkedId',
      ].map((name) => ['5m', '1h', '24h'].map((span) => velocity[name].intervals?.[span])),
    flags: [
      'rootApps',
      'emulator',
      'incognito',
      'clonedApp',
      'jailbroken',
      'frida',
      'privacySettings',
      'highActivity',
      'locationSpoofing',
      'suspectScore',
      'developerTools',
      'mitmAttack',
      'virtualMachine',
      'rareDevice',
    ].map((name) => rest[name]?.result),
    factoryReset: [rest.factoryReset?.timestamp, rest.factoryReset?.time],
    attributes: Object.keys(rest.rawDeviceAttributes ?? {}).length,
  };
}

/** The same fields of a v4 event. */
export function saidByV4(event: AnyEvent): AnyEvent {
  const {
    identification: id,
    ip_info,
    ip_blocklist: lists,
    proxy_details,
    tampering_details,
    vpn_methods,
    velocity,
  } = event;
  const location = (place: AnyEvent) => [
    place.accuracy_radius,
    place.latitude,
    place.longitude,
    place.postal_code,
    place.timezone,
    place.city_name,
    place.country_code,
    place.country_name,
    place.continent_code,
    place.continent_name,
    place.subdivisions?.map((part: AnyEvent) => [part.iso_code, part.name]),
  ];
  return {
    id: [
      event.event_id,
      event.timestamp,
      iso(event.timestamp),
      event.ip_address,
      event.linked_id,
      event.suspect,
      event.tags,
      event.replayed,
      event.environment_id,
      event.sdk,
    ],
    visitor: [
      id.visitor_id,
      id.visitor_found,
      id.confidence?.score,
      iso(id.first_seen_at),
      iso(id.last_seen_at),
    ],
    browser: [event.user_agent, event.os, event.os_version, event.device],
    bot: [event.bot, event.bot_type],
    networks: ['v4', 'v6'].map((family) => {
      const network = ip_info?.[family];
      return (
        network && [
          network.address,
          location(network.geolocation),
          network.asn,
          network.asn_name,
          network.asn_network,
          network.asn_type,
          network.datacenter_result,
        ]
      );
    }),
    lists: [lists?.email_spam, lists?.attack_source, lists?.tor_node],
    vpn: [event.vpn, event.vpn_confidence, event.vpn_ml_score, event.vpn_origin_timezone],
    methods:
      vpn_methods &&
      ['timezone_mismatch', 'public_vpn', 'auxiliary_mobile', 'os_mismatch', 'relay', 'ml_prediction'].map(
        (name) => vpn_methods[name],
      ),
    proxy: [
      event.proxy,
      event.proxy_confidence,
      event.proxy_ml_score,
      proxy_details?.proxy_type,
      iso(proxy_details?.last_seen_at),
    ],
    tampering: [
      event.tampering,
      event.tampering_confidence,
      tampering_details?.anomaly_score,
      event.tampering_ml_score,
      tampering_details?.anti_detect_browser,
    ],
    velocity:
      velocity &&
      [
        'distinct_ip',
        'distinct_linked_id',
        'distinct_country',
        'events',
        'ip_events',
        'distinct_ip_by_linked_id',
        'distinct_visitor_id_by_linked_id',
      ].map((name) => ['5_minutes', '1_hour', '24_hours'].map((span) => velocity[name]?.[span])),
    flags: [
      'root_apps',
      'emulator',
      'incognito',
      'cloned_app',
      'jailbroken',
      'frida',
      'privacy_settings',
      'high_activity_device',
      'location_spoofing',
      'suspect_score',
      'developer_tools',
      'mitm_attack',
      'virtual_machine',
      'rare_device',
    ].map((name) => event[name]),
    factoryReset: [event.factory_reset_timestamp, iso(event.factory_reset_timestamp)],
    attributes: Object.keys(event.raw_device_attributes ?? {}).length,
  };
}
