import type { EventOverrides } from '@fingerprint-guard/emulator';
import type { Place } from './places.js';

/** What an address says, as v4 has it. */
function address(text: string, { asnType, accuracyKm, ...place }: Place): EventOverrides {
  const hosted = asnType === 'hosting';
  return {
    address: text,
    geolocation: {
      accuracy_radius: accuracyKm,
      latitude: place.latitude,
      longitude: place.longitude,
      timezone: place.timezone,
      city_name: place.city,
      country_code: place.country,
    },
    asn: place.asn,
    asn_name: place.asnName,
    asn_network: text === place.v4 ? place.network : place.v6.replace('::20', '::/48'),
    asn_type: asnType,
    datacenter_result: hosted,
    datacenter_name: hosted ? place.asnName : '',
  };
}

/** An event that came by IPv4, its browser's clock set to the place. */
export const at = (place: Place): EventOverrides => ({
  ip_address: place.v4,
  ip_info: { v4: address(place.v4, place), v6: null },
  vpn_origin_timezone: place.timezone,
});

/** One that came by IPv6. */
export const atV6 = (place: Place): EventOverrides => ({
  ip_address: place.v6,
  ip_info: { v4: null, v6: address(place.v6, place) },
  vpn_origin_timezone: place.timezone,
});

/** One whose visitor has an address of either family. */
export const atBoth = (place: Place): EventOverrides => ({
  ip_address: place.v4,
  ip_info: { v4: address(place.v4, place), v6: address(place.v6, place) },
  vpn_origin_timezone: place.timezone,
});

type VpnMethod =
  | 'timezone_mismatch'
  | 'public_vpn'
  | 'auxiliary_mobile'
  | 'os_mismatch'
  | 'relay'
  | 'ml_prediction';

/** A VPN, found by these methods. */
export const vpn = (...methods: VpnMethod[]): EventOverrides => ({
  vpn: true,
  vpn_methods: Object.fromEntries(methods.map((method) => [method, true])),
});

/** A VPN's exit, while the browser's clock tells another place. */
export const vpnFrom = (home: Place, exit: Place, ...methods: VpnMethod[]): EventOverrides => ({
  ...at(exit),
  ...vpn(...methods),
  vpn_origin_timezone: home.timezone,
});

/** A proxy of this kind. */
export const proxy = (
  type: 'residential' | 'data_center' | 'unknown',
  confidence: 'low' | 'medium' | 'high' = 'high',
): EventOverrides => ({
  proxy: true,
  proxy_confidence: confidence,
  proxy_details: { proxy_type: type, last_seen_at: 1_760_000_000_000, provider: 'Example Proxies' },
});

/** The vendor's signals for a bad bot. */
export const badBot = (type: string, name?: string, provider?: string): EventOverrides => ({
  bot: 'bad',
  bot_type: type,
  ...(name === undefined
    ? {}
    : {
        bot_info: {
          name,
          provider: provider ?? name,
          category: 'browser_automation',
          identity: 'unknown',
          confidence: 'medium',
        },
      }),
});

/** The vendor's signals for a known bot or agent. */
export const agent = (
  name: string,
  provider: string,
  category: string,
  identity: 'verified' | 'signed' | 'spoofed' | 'unknown',
  bot: 'good' | 'bad' | 'not_detected' = 'good',
): EventOverrides => ({
  bot,
  bot_info: { name, provider, category, identity, confidence: 'high' },
});

/** A count of the last five minutes, hour and day. */
const counts = ([fiveMinutes, hour, day]: Counts) => ({
  '5_minutes': fiveMinutes,
  '1_hour': hour,
  '24_hours': day,
});

type Counts = readonly [fiveMinutes: number, hour: number, day: number];

/** Counts of recent activity that differ from an honest visitor's. */
export const velocity = (given: {
  ips?: Counts;
  countries?: Counts;
  accounts?: Counts;
  events?: Counts;
  eventsOfIp?: Counts;
  ipsOfAccount?: Counts;
  visitorsOfAccount?: Counts;
}): EventOverrides => {
  const names = {
    ips: 'distinct_ip',
    countries: 'distinct_country',
    accounts: 'distinct_linked_id',
    events: 'events',
    eventsOfIp: 'ip_events',
    ipsOfAccount: 'distinct_ip_by_linked_id',
    visitorsOfAccount: 'distinct_visitor_id_by_linked_id',
  } as const;
  const entries = Object.entries(given) as [keyof typeof names, Counts][];
  return { velocity: Object.fromEntries(entries.map(([name, count]) => [names[name], counts(count)])) };
};

/** An identification that is no surer than this. */
export const confidence = (score: number): EventOverrides => ({ identification: { confidence: { score } } });

/** A visitor that was never seen before. */
export const firstVisit: EventOverrides = {
  identification: { visitor_found: false, first_seen_at: null, last_seen_at: null },
};

/** Tampering, as these findings say. */
export const tampered = ({
  anomaly = 0.9,
  ml = 0.9,
  antiDetect = false,
  verdict = true,
}: {
  anomaly?: number;
  ml?: number;
  antiDetect?: boolean;
  verdict?: boolean;
} = {}): EventOverrides => ({
  tampering: verdict,
  tampering_ml_score: ml,
  tampering_details: { anomaly_score: anomaly, anti_detect_browser: antiDetect },
});

/** An address that is on these lists. */
export const listed = (...lists: ('attack_source' | 'email_spam' | 'tor_node')[]): EventOverrides => ({
  ip_blocklist: Object.fromEntries(lists.map((list) => [list, true])),
});
