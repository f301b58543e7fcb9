import type { JsonObject } from '../json.js';
import { isoTime } from './iso-time.js';
import { present } from './present.js';
import { v3Identification } from './v3-identification.js';
import { v3Signals } from './v3-signals.js';

/** Writes a v4 event in the form of v3: `{ products }`, each with its data. */
export function v3Event(event: JsonObject): JsonObject {
  const data = present({ identification: v3Identification(event), botd: botd(event), ...v3Signals(event) });
  return {
    products: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, { data: value }])),
  };
}

/** Writes the facts about a bot in the form of v3. */
export function v3Bot({ bot, bot_type: type }: JsonObject): JsonObject | undefined {
  if (bot === undefined) return undefined;
  return present({ result: bot === 'not_detected' ? 'notDetected' : bot, type });
}

function botd(event: JsonObject): JsonObject | undefined {
  const bot = v3Bot(event);
  if (!bot) return undefined;
  return present({
    bot,
    meta: event.tags,
    linkedId: event.linked_id,
    url: event.url ?? '',
    ip: event.ip_address,
    time: isoTime(event.timestamp),
    userAgent: event.user_agent,
    requestId: event.event_id,
  });
}
