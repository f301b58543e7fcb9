// What a webhook delivers.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { nextId } from './subjects.mjs';

const event = JSON.parse(readFileSync(new URL('event-v4.json', import.meta.url), 'utf8'));

export const SECRET = 'whsec';

/** A signed event of now, with an ID that nobody has used. */
export function nextDelivery(eventId = nextId()) {
  const body = JSON.stringify({ ...event, event_id: eventId, timestamp: Date.now() });
  const signature = `v1=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  return { eventId, body, signature };
}
