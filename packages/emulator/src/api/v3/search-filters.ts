import type { JsonObject } from '../../json.js';
import { type Filters, flag, many, text, valueAt } from '../../query/filter.js';
import { networkFilter } from '../../query/network-filter.js';
import { SHARED_FILTERS } from '../../query/shared-filters.js';

const RADII = ['10', '25', '65', '175', '450', '1200', '3300', '8500', '22500'];

/** The filters of v3's search. */
export const V3_FILTERS: Filters = {
  ...SHARED_FILTERS,
  ip_address: networkFilter({ withoutPrefix: false }),
  ip_blocklist: flag(isListed),
  datacenter: flag(isInDatacenter),
  proximity_precision_radius: {
    invalid: (name) => `invalid ${name} param`,
    looksFor: (value) =>
      RADII.includes(value)
        ? (event) => valueAt(event, 'proximity.precision_radius') === Number(value)
        : undefined,
  },
  // The vendor's SDK writes the name of an array with brackets.
  'environment[]': many(text('environment_id')),
};

function isListed(event: JsonObject): boolean | undefined {
  return anyOf(event, ['ip_blocklist.email_spam', 'ip_blocklist.attack_source']);
}

function isInDatacenter(event: JsonObject): boolean | undefined {
  return anyOf(event, ['ip_info.v4.datacenter_result', 'ip_info.v6.datacenter_result']);
}

/** True if any of some flags is set; `undefined` if the event has none of them. */
function anyOf(event: JsonObject, paths: readonly string[]): boolean | undefined {
  const known = paths.map((path) => valueAt(event, path)).filter((value) => typeof value === 'boolean');
  return known.length === 0 ? undefined : known.includes(true);
}
