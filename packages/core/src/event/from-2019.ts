import { boolean, isoTime, type JsonObject, name, number, object, string } from './fields.js';
import type { FingerprintEvent } from './fingerprint-event.js';
import { ipLocation } from './ip-location.js';

/**
 * True for what looks like a visit of the 2019 generation. Such a visit has no ID, so it is recognised by two of its
 * fields; anything with an ID of another generation, readable or not, is not one.
 */
export function is2019Visit(json: JsonObject): boolean {
  if ([json.event_id, json.requestId, json.products].some((id) => id !== undefined && id !== null))
    return false;
  const known = [
    number(json.timestamp) ?? string(json.time),
    string(json.ip),
    string(json.url),
    boolean(json.incognito),
    object(json.browserDetails),
    object(json.ipLocation),
  ];
  return known.filter((field) => field !== undefined).length >= 2;
}

/**
 * Turns one visit of 2019 into the one normalised shape. A visit names neither itself nor its visitor: `eventId` is
 * `<visitor ID>.<time, ms>` if both are known. `timestamp` has the milliseconds that `time` cuts off.
 * @param visitorId The visitor whose history contains the visit.
 */
export function from2019(json: JsonObject, visitorId = name(json.visitorId)): FingerprintEvent {
  const timestamp = number(json.timestamp) ?? isoTime(json.time);
  return {
    eventId: visitorId === undefined || timestamp === undefined ? undefined : `${visitorId}.${timestamp}`,
    generation: '2019',
    timestamp,
    visitorId,
    url: name(json.url),
    ip: name(json.ip),
    linkedId: name(json.linkedId),
    incognito: boolean(json.incognito),
    botProbability: number(object(json.browserDetails)?.botProbability),
    ipInfo: ipLocation(json),
    failed: {},
    raw: json,
  };
}
