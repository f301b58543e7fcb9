import { each, flag, level, listOf, number, object, oneOf, share, text, whole } from './schema.js';

const confidence = object({ score: share, version: text, comment: text }, 'score');

const visitor = object(
  { visitor_id: text, visitor_found: flag, confidence, first_seen_at: whole, last_seen_at: whole },
  'visitor_id',
  'visitor_found',
);

const geolocation = object({
  accuracy_radius: { type: 'integer', minimum: 0 },
  latitude: { type: 'number', minimum: -90, maximum: 90 },
  longitude: { type: 'number', minimum: -180, maximum: 180 },
  ...each(text, 'postal_code timezone city_name country_name continent_name'),
  ...each({ type: 'string', minLength: 2, maxLength: 2 }, 'country_code continent_code'),
  subdivisions: listOf(object({ iso_code: text, name: text }, 'iso_code', 'name')),
});

const network = object(
  {
    geolocation,
    datacenter_result: flag,
    ...each(text, 'address asn asn_name asn_network asn_type datacenter_name'),
  },
  'address',
);

const interval = object(each(whole, '5_minutes 1_hour 24_hours'), '5_minutes', '1_hour');

const attributes = object({
  font_preferences: object(each(number, 'default serif sans mono apple min system')),
  emoji: object({ font: text, ...each(number, 'width height top bottom left right x y') }),
  fonts: listOf(text),
  languages: listOf(listOf(text)),
  canvas: object({ winding: flag, geometry: text, text }),
  webgl_extensions: object({
    ...each(text, 'context_attributes parameters shader_precisions extensions extension_parameters'),
    unsupported_extensions: listOf(text),
  }),
  webgl_basics: object(
    each(text, 'version vendor vendor_unmasked renderer renderer_unmasked shading_language_version'),
  ),
  screen_resolution: { ...listOf(whole), minItems: 2, maxItems: 2 },
  touch_support: object({ touch_event: flag, touch_start: flag, max_touch_points: whole }),
  plugins: listOf(
    object(
      { name: text, description: text, mimeTypes: listOf(object(each(text, 'type suffixes description'))) },
      'name',
    ),
  ),
  ...each(text, 'timezone oscpu date_time_locale vendor platform math device_model device_manufacturer'),
  ...each(text, 'font_hash timezone_offset keyboard_layout_hash keyboard_layout_name'),
  ...each(flag, 'cookies_enabled session_storage local_storage indexed_db'),
  ...each(flag, 'battery_charging battery_low_power_mode'),
  ...each(whole, 'architecture hardware_concurrency color_depth device_memory'),
  battery_level: { type: 'integer', minimum: 0, maximum: 100 },
  audio: number,
});

/** What the v4 API documents of an event, as a JSON schema that knows every field and admits no other. */
export const v4EventSchema = object(
  {
    ...each(text, 'event_id linked_id environment_id url bundle_id package_name ip_address user_agent'),
    ...each(text, 'device os os_version client_referrer bot_type vpn_origin_timezone vpn_origin_country'),
    ...each(flag, 'suspect replayed active_call cloned_app developer_tools emulator frida proxy incognito'),
    ...each(flag, 'jailbroken location_spoofing mitm_attack privacy_settings root_apps simulator tampering'),
    ...each(flag, 'virtual_machine vpn high_activity_device rare_device'),
    ...each(whole, 'timestamp factory_reset_timestamp suspect_score'),
    ...each(share, 'proxy_ml_score tampering_ml_score virtual_machine_ml_score vpn_ml_score'),
    ...each(level, 'proxy_confidence tampering_confidence vpn_confidence'),
    source: oneOf('device', 'edge'),
    incremental_identification_status: oneOf('partially_completed', 'completed'),
    sdk: object(
      {
        platform: oneOf('js', 'android', 'ios', 'unknown'),
        version: text,
        integrations: listOf({ type: 'object' }),
      },
      'platform',
      'version',
    ),
    identification: visitor,
    supplementary_id_high_recall: visitor,
    tags: { type: 'object' },
    browser_details: object(
      each(text, 'browser_name browser_major_version browser_full_version os os_version device'),
      ...'browser_name browser_major_version browser_full_version os os_version device'.split(' '),
    ),
    device_details: object(each(text, 'device_manufacturer device_model os_version')),
    proximity: object({ id: text, precision_radius: whole, confidence: share }, 'id'),
    bot: oneOf('bad', 'good', 'not_detected'),
    bot_info: object(
      {
        ...each(text, 'category provider provider_url name'),
        identity: oneOf('verified', 'signed', 'spoofed', 'unknown'),
        confidence: level,
      },
      ...'category provider name identity confidence'.split(' '),
    ),
    ip_blocklist: object(each(flag, 'email_spam attack_source tor_node')),
    ip_info: object({ v4: network, v6: network }),
    proxy_details: object(
      { proxy_type: oneOf('residential', 'data_center', 'unknown'), last_seen_at: whole, provider: text },
      'proxy_type',
    ),
    rule_action: { type: 'object', required: ['ruleset_id', 'type'] },
    tampering_details: object({ anomaly_score: share, anti_detect_browser: flag }),
    velocity: object(
      each(
        interval,
        'distinct_ip distinct_linked_id distinct_country events ip_events distinct_ip_by_linked_id distinct_visitor_id_by_linked_id',
      ),
    ),
    vpn_methods: object(
      each(flag, 'timezone_mismatch public_vpn auxiliary_mobile os_mismatch relay ml_prediction'),
    ),
    rare_device_percentile_bucket: oneOf('<p95', 'p95-p99', 'p99-p99.5', 'p99.5-p99.9', 'p99.9+', 'not_seen'),
    raw_device_attributes: attributes,
    labels: listOf(object({ label: text, prediction: flag, ml_score: share }, 'label')),
  },
  'event_id',
  'timestamp',
);
