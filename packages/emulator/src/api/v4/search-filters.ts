import type { JsonObject } from '../../json.js';
import { type Filters, flag, flagsNamed, many, text, valueAt, word } from '../../query/filter.js';
import { SHARED_FILTERS } from '../../query/shared-filters.js';

const BOT_CATEGORIES =
  'advertising_and_marketing aggregator ai_agent ai_assistant ai_browser ai_crawler ai_search browser_automation ' +
  'ecommerce monitoring_and_analytics other scraping security search_engine_crawler search_engine_optimization unknown';

/** The filters of v4's search. Events judged at the edge are found with `source=edge` only, and then no others. */
export const V4_FILTERS: Filters = {
  ...SHARED_FILTERS,
  ...flagsNamed('simulator active_call'),
  tor_node: flag('ip_blocklist.tor_node'),
  high_recall_id: text('supplementary_id_high_recall.visitor_id'),
  bot_info: {
    invalid: (name) => `invalid ${name} param`,
    looksFor: (value) => {
      if (value === 'all') return (event) => event.bot_info !== undefined;
      if (value === 'none') return (event) => event.bot === 'not_detected' && event.bot_info === undefined;
      return undefined;
    },
  },
  bot_info_category: many(word('bot_info.category', BOT_CATEGORIES.split(' '))),
  bot_info_identity: many(word('bot_info.identity', ['verified', 'signed', 'spoofed', 'unknown'])),
  bot_info_confidence: many(word('bot_info.confidence', ['low', 'medium', 'high'])),
  bot_info_provider: many(text('bot_info.provider')),
  bot_info_name: many(text('bot_info.name')),
  asn: {
    invalid: (name) => `invalid ${name} param`,
    looksFor: (value) => (event) =>
      ['ip_info.v4.asn', 'ip_info.v6.asn'].some((path) => valueAt(event, path) === value),
  },
  url: text('url'),
  bundle_id: text('bundle_id'),
  package_name: text('package_name'),
  origin: {
    invalid: (name) => `invalid ${name} param`,
    looksFor: (value) => (event) => originOf(event) === value,
  },
  incremental_identification_status: word('incremental_identification_status', [
    'partially_completed',
    'completed',
  ]),
  source: word('source', ['edge']),
};

function originOf({ url }: JsonObject): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).origin : undefined;
}
