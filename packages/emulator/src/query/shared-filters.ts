import type { JsonObject } from '../json.js';
import { type Filter, type Filters, flag, flagsNamed, many, text, valueAt, word } from './filter.js';
import { networkFilter } from './network-filter.js';

const MAX_LINKED_ID_LENGTH = 256;

/** The filters that v3 and v4 have in common. */
export const SHARED_FILTERS: Filters = {
  visitor_id: {
    invalid: () => 'invalid visitor id',
    looksFor: (value) =>
      /^[\w-]{1,64}$/.test(value) ? text('identification.visitor_id').looksFor(value) : undefined,
  },
  bot: {
    invalid: () => 'invalid bot type',
    looksFor: (value) => {
      if (value === 'all') return ({ bot }) => bot === 'good' || bot === 'bad';
      if (value === 'none') return ({ bot }) => bot === 'not_detected';
      return ['good', 'bad'].includes(value) ? ({ bot }) => bot === value : undefined;
    },
  },
  ip_address: networkFilter({ withoutPrefix: true }),
  linked_id: {
    invalid: () => `linked_id can't be greater than ${MAX_LINKED_ID_LENGTH} characters long`,
    looksFor: (value) =>
      value.length <= MAX_LINKED_ID_LENGTH ? text('linked_id').looksFor(value) : undefined,
  },
  ...flagsNamed(
    'suspect vpn virtual_machine tampering incognito privacy_settings jailbroken frida cloned_app emulator',
  ),
  ...flagsNamed('root_apps developer_tools location_spoofing mitm_attack rare_device proxy'),
  anti_detect_browser: flag('tampering_details.anti_detect_browser'),
  factory_reset: flag(wasReset),
  vpn_confidence: word('vpn_confidence', ['high', 'medium', 'low']),
  min_suspect_score: suspectScoreAbove(),
  rare_device_percentile_bucket: word('rare_device_percentile_bucket', [
    '<p95',
    'p95-p99',
    'p99-p99.5',
    'p99.5-p99.9',
    'p99.9+',
    'not_seen',
  ]),
  sdk_version: text('sdk.version'),
  sdk_platform: word('sdk.platform', ['js', 'android', 'ios']),
  environment: many(text('environment_id')),
  proximity_id: text('proximity.id'),
};

/** A device that was never reset has the time 0. */
function wasReset({ factory_reset_timestamp: at }: JsonObject): boolean | undefined {
  return typeof at === 'number' ? at > 0 : undefined;
}

function suspectScoreAbove(): Filter {
  return {
    invalid: (name) => `invalid ${name} param`,
    looksFor: (value) => {
      const bound = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
      if (bound === undefined) return undefined;
      return (event) => {
        const score = valueAt(event, 'suspect_score');
        return typeof score === 'number' && score > bound;
      };
    },
  };
}
