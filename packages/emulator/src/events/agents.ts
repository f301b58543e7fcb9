import type { JsonObject } from '../json.js';

/** A search engine's crawler, which its provider runs. */
export const GOOGLEBOT: JsonObject = {
  category: 'search_engine_crawler',
  provider: 'Google',
  provider_url: 'https://www.google.com',
  name: 'Googlebot',
  identity: 'verified',
  confidence: 'high',
};

/** A bot that calls itself by the crawler's name, and comes from elsewhere. */
export const FALSE_GOOGLEBOT: JsonObject = { ...GOOGLEBOT, identity: 'spoofed' };

/** An agent that signs its requests, and acts for a customer of its provider. */
export const CHATGPT_AGENT: JsonObject = {
  category: 'ai_agent',
  provider: 'OpenAI',
  provider_url: 'https://chatgpt.com',
  name: 'ChatGPT Agent',
  identity: 'signed',
  confidence: 'high',
};

/** A browser with an assistant in it, which publishes nothing to be verified by. */
export const COMET: JsonObject = {
  category: 'ai_browser',
  provider: 'Perplexity',
  provider_url: 'https://www.perplexity.ai',
  name: 'Comet',
  identity: 'unknown',
  confidence: 'medium',
};
