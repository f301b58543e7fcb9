import { CHATGPT_AGENT, FALSE_GOOGLEBOT, GOOGLEBOT } from '../events/agents.js';
import { newEventId } from '../events/identifiers.js';
import type { PlayedEvent } from '../events/play.js';
import { smartSignals } from '../events/smart-signals.js';
import { honestVisit } from '../events/visit.js';
import type { JsonObject } from '../json.js';
import type { EdgeRequest } from './edge-request.js';

/** The network in which the emulator's own search engine has its crawlers. */
const CRAWLERS = /^66\.249\./;

/** The user agents of software that drives no browser, or one without a window. */
const AUTOMATION = /headless|curl|wget|python|java\/|go-http-client|scrapy|okhttp/i;

/** Tells what an analysis of a request comes to, as an event of v4: by its headers and its address, without a visitor. */
export function playEdge(request: EdgeRequest, now: number): PlayedEvent {
  const [address = ''] = request.addresses;
  const visit = { ...honestVisit(now), address };
  const { ip_info, vpn, vpn_confidence, proxy, proxy_confidence } = smartSignals(visit) as Record<
    string,
    JsonObject
  >;
  const info = agentOf(request, address);
  const id = newEventId(now);
  const event: JsonObject = {
    event_id: id,
    timestamp: now,
    source: 'edge',
    url: request.url,
    ip_address: address,
    tags: request.tags,
    ...(request.linkedId === undefined ? {} : { linked_id: request.linkedId }),
    ...(info ? { bot_info: info } : {}),
    ip_info,
    vpn,
    vpn_confidence,
    proxy,
    proxy_confidence,
  } as JsonObject;
  return { id, visitorId: '', event };
}

/**
 * The sender of a request: an agent that signs (Web Bot Auth), a crawler from its own network or from elsewhere, or
 * software that hides nothing. Undefined for what may be a person's browser.
 */
function agentOf({ headers }: EdgeRequest, address: string): JsonObject | undefined {
  const value = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  const userAgent = value('user-agent') ?? '';
  if (value('signature-agent') !== undefined && value('signature') !== undefined) return CHATGPT_AGENT;
  if (/googlebot/i.test(userAgent)) return CRAWLERS.test(address) ? GOOGLEBOT : FALSE_GOOGLEBOT;
  if (userAgent !== '' && !AUTOMATION.test(userAgent)) return undefined;
  return {
    category: 'browser_automation',
    provider: 'unknown',
    name: 'unknown',
    identity: 'unknown',
    confidence: 'medium',
  };
}
