import type { StoredEvent } from '../event-store.js';
import type { JsonObject } from '../json.js';
import { valueAt } from './filter.js';

const visitorIdOf = (event: JsonObject) => valueAt(event, 'identification.visitor_id');
const highRecallIdOf = (event: JsonObject) => valueAt(event, 'supplementary_id_high_recall.visitor_id');

/** Lists the events of one visitor, in the order given. */
export function eventsOfVisitor(events: readonly StoredEvent[], visitorId: string): StoredEvent[] {
  return events.filter(({ event }) => visitorIdOf(event) === visitorId);
}

/** True if a search asks for a visitor without any event; the API answers that with 404, not with an empty array. */
export function asksForUnknownVisitor(events: readonly StoredEvent[], query: URLSearchParams): boolean {
  const visitorId = query.get('visitor_id');
  return visitorId !== null && eventsOfVisitor(events, visitorId).length === 0;
}

/**
 * Lists the other visitors that share a high recall ID with a visitor, each once: one device, identified differently.
 * `undefined` if there is no such visitor.
 */
export function relatedVisitors(events: readonly StoredEvent[], visitorId: string): string[] | undefined {
  const own = eventsOfVisitor(events, visitorId);
  if (own.length === 0) return undefined;
  const ids = new Set(own.map(({ event }) => highRecallIdOf(event)).filter((id) => id !== undefined));
  const related = events
    .filter(({ event }) => ids.has(highRecallIdOf(event) ?? null))
    .map(({ event }) => visitorIdOf(event));
  return [...new Set(related)].filter((id): id is string => typeof id === 'string' && id !== visitorId);
}
