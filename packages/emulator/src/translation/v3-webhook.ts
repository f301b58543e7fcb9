import type { Json, JsonObject } from '../json.js';
import { isoTime } from './iso-time.js';
import { present } from './present.js';
import { v3Bot } from './v3-event.js';
import { v3Identification, v3VisitorId } from './v3-identification.js';
import { v3Signals } from './v3-signals.js';

/** Writes a v4 event as the webhooks of v3 do: flat, without products. */
export function v3Webhook(event: JsonObject): JsonObject {
  const { incognito: _, labels: __, ...signals } = v3Signals(event);
  const { suspect: ___, ...identification } = v3Identification(event) ?? {};
  return present({
    requestId: event.event_id,
    url: event.url ?? '',
    ip: event.ip_address,
    time: isoTime(event.timestamp),
    timestamp: event.timestamp,
    ...identification,
    incognito: event.incognito,
    sdk: event.sdk,
    replayed: event.replayed,
    environmentId: event.environment_id,
    userAgent: event.user_agent,
    clientReferrer: event.client_referrer,
    bot: v3Bot(event),
    ...signals,
    supplementaryIds: supplementaryIds(event),
  });
}

function supplementaryIds(event: JsonObject): Json | undefined {
  const [standard, highRecall] = [event.identification, event.supplementary_id_high_recall].map(v3VisitorId);
  return standard && highRecall && { standard, highRecall };
}
