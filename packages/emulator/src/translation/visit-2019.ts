import { isObject, type Json, type JsonObject } from '../json.js';
import { isoTime } from './iso-time.js';
import { present } from './present.js';
import { v3Identification } from './v3-identification.js';

/**
 * Writes a v4 event as one of the visits that the 2019 generation lists for a visitor. Its `botProbability` is 1 for a
 * bad bot, else 0; absent if bots were not looked for.
 */
export function visit2019(event: JsonObject): JsonObject {
  const { incognito, linkedId, timestamp, url, ip, ipLocation, browserDetails } =
    v3Identification(event) ?? {};
  const botProbability = event.bot === undefined ? undefined : Number(event.bot === 'bad');
  return present({
    incognito,
    linkedId,
    time: wholeSeconds(timestamp),
    timestamp,
    url,
    ip,
    ipLocation,
    browserDetails: isObject(browserDetails)
      ? { ...browserDetails, ...present({ botProbability }) }
      : undefined,
  });
}

/** A visit's `time` omits its milliseconds. */
function wholeSeconds(timestamp: Json | undefined): string | undefined {
  return typeof timestamp === 'number' ? isoTime(Math.floor(timestamp / 1000) * 1000) : undefined;
}
