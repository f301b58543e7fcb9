import type { JsonObject } from '../json.js';
import { deviceAttributes } from './device-attributes.js';
import { newEventId, stableId } from './identifiers.js';
import { addressOf } from './ip-info.js';
import { smartSignals } from './smart-signals.js';
import { readUserAgent } from './user-agent.js';
import type { Visit } from './visit.js';

const DAY_MS = 86_400_000;

/** Describes a visit as an event of the v4 API. */
export function v4Event(visit: Visit): JsonObject {
  const event = { ...context(visit), ...identification(visit), replayed: visit.replayed };
  if (visit.partial) return { ...event, incremental_identification_status: 'partially_completed' };
  return {
    ...event,
    ...(visit.app ? {} : { incremental_identification_status: 'completed' }),
    ...smartSignals(visit),
    raw_device_attributes: deviceAttributes(visit),
  };
}

/** Returns the visitor ID of a visit's browser or app: the same for each of its visits. */
export const visitorIdOf = ({ browser }: Visit): string => stableId(browser, 20);

function context(visit: Visit): JsonObject {
  const agent = readUserAgent(visit.browser.userAgent);
  const { os, osVersion, device } = agent;
  return {
    event_id: newEventId(visit.at),
    timestamp: visit.at,
    source: 'device',
    environment_id: 'ae_emulator00000000',
    suspect: false,
    tags: {},
    ip_address: addressOf(visit),
    user_agent: visit.browser.userAgent,
    device,
    os,
    os_version: osVersion,
    ...(visit.app ? appContext() : pageContext(visit, agent)),
  };
}

function appContext(): JsonObject {
  return { package_name: 'example.shop', sdk: { platform: 'android', version: '2.12.0' } };
}

function pageContext(visit: Visit, agent: ReturnType<typeof readUserAgent>): JsonObject {
  return {
    url: visit.url,
    sdk: { platform: 'js', version: '4.0.0' },
    browser_details: {
      browser_name: agent.browser,
      browser_major_version: agent.version.split('.')[0] ?? '',
      browser_full_version: agent.version,
      os: agent.os,
      os_version: agent.osVersion,
      device: agent.device,
    },
  };
}

function identification(visit: Visit): JsonObject {
  const seen = {
    visitor_found: true,
    first_seen_at: Math.max(0, visit.at - 30 * DAY_MS),
    last_seen_at: Math.max(0, visit.at - DAY_MS),
  };
  const event: JsonObject = {
    identification: {
      visitor_id: visitorIdOf(visit),
      confidence: { score: visit.confidence, version: '1.1' },
      ...seen,
    },
  };
  if (visit.app) return event;
  event.supplementary_id_high_recall = {
    visitor_id: stableId([visit.browser, 'high recall'], 25),
    confidence: { score: visit.confidence, version: '1.1' },
    ...seen,
  };
  return event;
}
