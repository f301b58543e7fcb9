// Answers every event ID with one stored event, as v4 and as v3, at next to no cost of its own.
import { readFileSync } from 'node:fs';

/** Splits a stored event at its ID and its time, so that an answer is only joined. */
function template(file, idField) {
  const text = JSON.stringify(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')));
  const [, id] = new RegExp(`"${idField}":"([^"]+)"`).exec(text);
  const time = id.split('.')[0];
  const parts = text.split(id).map((part) => part.split(`"timestamp":${time}`));
  return (eventId, now) => parts.map((part) => part.join(`"timestamp":${now}`)).join(eventId);
}

const events = {
  '/v4/events/': template('event-v4.json', 'event_id'),
  '/events/': template('event-v3.json', 'requestId'),
};

export function answerEvent(request, response) {
  const path = request.url.split('?')[0];
  const prefix = path.slice(0, path.lastIndexOf('/') + 1);
  const body = Buffer.from(events[prefix](path.slice(prefix.length), Date.now()));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
