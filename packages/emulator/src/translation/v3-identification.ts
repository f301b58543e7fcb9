import { isObject, type Json, type JsonObject } from '../json.js';
import { isoTime } from './iso-time.js';
import { objectIn, present, renamed } from './present.js';
import { v3IpLocation } from './v3-ip.js';

/**
 * Writes the visitor in the form of v3: the identification product, which visits are made of, too. `undefined` for an
 * event without an identification. v3 always has a URL, a browser and `incognito`; an app has neither URL nor browser.
 */
export function v3Identification(event: JsonObject): JsonObject | undefined {
  const visitor = v3VisitorId(event.identification);
  if (!visitor) return undefined;
  return present({
    ...visitor,
    requestId: event.event_id,
    browserDetails: v3BrowserDetails(event),
    incognito: event.incognito ?? false,
    ip: event.ip_address,
    ipLocation: v3IpLocation(event),
    linkedId: event.linked_id,
    suspect: event.suspect,
    timestamp: event.timestamp,
    time: isoTime(event.timestamp),
    url: event.url ?? '',
    tag: event.tags ?? {},
    replayed: event.replayed,
    sdk: event.sdk,
    environmentId: event.environment_id,
  });
}

/** Writes one of the identifications of an event: the usual one, or the one that recognises more visitors. */
export function v3VisitorId(visitor: Json | undefined): JsonObject | undefined {
  if (!isObject(visitor)) return undefined;
  return present({
    visitorId: visitor.visitor_id,
    visitorFound: visitor.visitor_found,
    confidence: v3Confidence(visitor.confidence),
    firstSeenAt: seenAt(visitor.first_seen_at),
    lastSeenAt: seenAt(visitor.last_seen_at),
  });
}

function v3BrowserDetails(event: JsonObject): JsonObject {
  const details = objectIn(event.browser_details);
  return {
    browserName: details.browser_name ?? 'Other',
    browserMajorVersion: details.browser_major_version ?? '',
    browserFullVersion: details.browser_full_version ?? '',
    os: details.os ?? event.os ?? 'Other',
    osVersion: details.os_version ?? event.os_version ?? '',
    device: details.device ?? event.device ?? 'Other',
    userAgent: event.user_agent ?? '',
  };
}

function v3Confidence(confidence: Json | undefined): Json | undefined {
  if (!isObject(confidence)) return confidence;
  return renamed(confidence, { score: 'score', version: 'revision', comment: 'comment' });
}

function seenAt(at: Json | undefined): JsonObject {
  const time = isoTime(at) ?? null;
  return { global: time, subscription: time };
}
