import { name, object } from '../event/fields.js';
import { badResponse, list, normalized, readEvent, readEvents, readVisits } from './answers.js';
import type { Calls, Generation } from './client.js';
import { type Spelling, toQuery } from './query.js';
import { segment } from './segment.js';
import type { Send } from './send.js';
import { lacks } from './unsupported.js';

const SPELLING: Spelling = { time: (date) => String(date.getTime()) };

/** The one name of a query in camel case. */
const HISTORY_SPELLING: Spelling = { ...SPELLING, names: { paginationKey: 'paginationKey' } };

/** A search of v3 has to say how long its pages are; this is what v4 takes where nothing is said. */
const DEFAULT_LIMIT = 10;

/** The calls of v3: products in camel case, queries in snake case. */
export function createV3(send: Send): Generation {
  const lacksRulesets = lacks('v3', 'rulesetId');

  const getEvent: Calls['getEvent'] = async (id, signal, { rulesetId } = {}) => {
    if (rulesetId !== undefined) return lacksRulesets();
    return readEvent(
      await send({ method: 'GET', path: `/events/${segment(id)}`, about: 'event' }, signal),
      id,
    );
  };

  return {
    subject: 'event',
    findEvent: getEvent,
    calls: {
      getEvent,

      async searchEvents(filter, signal) {
        const query = toQuery({ ...filter, limit: filter.limit ?? DEFAULT_LIMIT }, SPELLING);
        const { json } = await send({ method: 'GET', path: '/events/search', query, about: 'event' }, signal);
        return { events: readEvents(json), ...nextPage(json) };
      },

      async updateEvent(id, { linkedId, tags, suspect }, signal) {
        const body = { linkedId, tag: tags, suspect };
        await send({ method: 'PUT', path: `/events/${segment(id)}`, body, about: 'event' }, signal);
      },

      async getVisitorHistory(visitorId, filter, signal) {
        const query = toQuery(filter, HISTORY_SPELLING);
        const path = `/visitors/${segment(visitorId)}`;
        const { json } = await send({ method: 'GET', path, query, about: 'visitor' }, signal);
        const events = readVisits(json, visitorId).map((visit) => ({ ...normalized(visit), visitorId }));
        return { visitorId, events, ...nextPage(json) };
      },

      async deleteVisitor(visitorId, signal) {
        await send({ method: 'DELETE', path: `/visitors/${segment(visitorId)}`, about: 'visitor' }, signal);
      },

      async getRelatedVisitors(visitorId, signal) {
        segment(visitorId);
        const query = [['visitor_id', visitorId] as const];
        const { json } = await send(
          { method: 'GET', path: '/related-visitors', query, about: 'visitor' },
          signal,
        );
        return { visitorIds: list(object(json)?.relatedVisitors).map(relatedId) };
      },
    },
  };
}

function nextPage(json: unknown): { paginationKey?: string } {
  const paginationKey = name(object(json)?.paginationKey);
  return paginationKey === undefined ? {} : { paginationKey };
}

function relatedId(related: unknown): string {
  const visitorId = name(object(related)?.visitorId);
  if (visitorId === undefined) throw badResponse('a related visitor without an id');
  return visitorId;
}
