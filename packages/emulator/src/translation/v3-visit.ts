import type { JsonObject } from '../json.js';
import { objectIn, renamed } from './present.js';
import { v3Identification } from './v3-identification.js';

const FIELDS =
  'requestId browserDetails incognito ip ipLocation linkedId timestamp time url tag confidence visitorFound firstSeenAt lastSeenAt';

const NAMES = Object.fromEntries(FIELDS.split(' ').map((name) => [name, name]));

/** Writes a v4 event as one of the visits that v3 lists for a visitor. */
export function v3Visit(event: JsonObject): JsonObject {
  return renamed(objectIn(v3Identification(event)), NAMES);
}
