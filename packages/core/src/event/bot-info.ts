import { type JsonObject, name, string, unlessEmpty } from './fields.js';

/** The categories of bots that the API documents. */
export const BOT_CATEGORIES = [
  'advertising_and_marketing',
  'aggregator',
  'ai_agent',
  'ai_assistant',
  'ai_browser',
  'ai_crawler',
  'ai_search',
  'browser_automation',
  'ecommerce',
  'monitoring_and_analytics',
  'other',
  'scraping',
  'security',
  'search_engine_crawler',
  'search_engine_optimization',
  'unknown',
] as const;

/** The purpose of a bot; a category that the vendor adds later passes through. */
export type BotCategory = (typeof BOT_CATEGORIES)[number] | (string & {});

/** The verdicts on the identity that a bot claims. */
export const BOT_IDENTITIES = ['verified', 'signed', 'spoofed', 'unknown'] as const;

/**
 * The verdict on the identity that a bot claims: `verified` and `signed` are proven, the former for a bot that its
 * provider runs, the latter for one that a customer of the provider runs. `spoofed` is disproven, and `unknown` is
 * merely claimed.
 */
export type BotIdentity = (typeof BOT_IDENTITIES)[number] | (string & {});

/** The vendor's confidence in what it knows about a bot; a value that it adds later passes through. */
export type BotConfidence = 'low' | 'medium' | 'high' | (string & {});

/** The vendor's information about a bot or an agent. */
export interface BotInfo {
  /** Its purpose, such as `ai_agent` or `search_engine_crawler`. */
  category?: BotCategory | undefined;
  /** The organisation behind it, such as `OpenAI`. Proven only if `identity` is `verified` or `signed`. */
  provider?: string | undefined;
  /** The address of that organisation's site. */
  providerUrl?: string | undefined;
  /** Its name, such as `ChatGPT Agent`. Proven only if `identity` is `verified` or `signed`. */
  name?: string | undefined;
  /** The verdict on the identity that it claims. */
  identity?: BotIdentity | undefined;
  /** The confidence in all of this. */
  confidence?: BotConfidence | undefined;
}

/** Reads what v4 knows about a bot. */
export function botInfo(json: JsonObject | undefined): BotInfo | undefined {
  return (
    json &&
    unlessEmpty({
      category: name(json.category),
      provider: name(json.provider),
      providerUrl: name(json.provider_url),
      name: name(json.name),
      identity: name(json.identity),
      confidence: string(json.confidence),
    })
  );
}
