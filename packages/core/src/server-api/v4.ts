import { name, number, object } from '../event/fields.js';
import { badResponse, readEvent, readEvents } from './answers.js';
import type { Calls, Generation } from './client.js';
import { type Spelling, toQuery } from './query.js';
import { segment } from './segment.js';
import type { Send } from './send.js';
import { lacks } from './unsupported.js';

const SPELLING: Spelling = { time: (date) => date.toISOString() };

/** The calls of v4: below `/v4`, flat, in snake case. It has no visitors to ask for, so a history is a search. */
export function createV4(send: Send): Generation {
  const getEvent: Calls['getEvent'] = async (id, signal, { rulesetId } = {}) => {
    const query = rulesetId === undefined ? [] : [['ruleset_id', rulesetId] as const];
    const path = `/v4/events/${segment(id)}`;
    return readEvent(await send({ method: 'GET', path, query, about: 'event' }, signal), id);
  };

  const searchEvents: Calls['searchEvents'] = async (filter, signal) => {
    const query = toQuery(filter, SPELLING);
    const answer = await send({ method: 'GET', path: '/v4/events', query, about: 'event' }, signal);
    const json = object(answer.json);
    const events = readEvents(json);
    const paginationKey = name(json?.pagination_key);
    const totalHits = number(json?.total_hits);
    return {
      events,
      ...(paginationKey === undefined ? {} : { paginationKey }),
      ...(totalHits === undefined ? {} : { totalHits }),
    };
  };

  return {
    subject: 'event',
    findEvent: getEvent,
    calls: {
      getEvent,
      searchEvents,

      async updateEvent(id, { linkedId, tags, suspect }, signal) {
        const body = { linked_id: linkedId, tags, suspect };
        await send({ method: 'PATCH', path: `/v4/events/${segment(id)}`, body, about: 'event' }, signal);
      },

      async getVisitorHistory(visitorId, filter, signal) {
        segment(visitorId);
        const { events, paginationKey } = await searchEvents({ ...filter, visitorId }, signal);
        if (events.some((event) => event.visitorId !== visitorId)) {
          throw badResponse('the events of another visitor');
        }
        return { visitorId, events, ...(paginationKey === undefined ? {} : { paginationKey }) };
      },

      async deleteVisitor(visitorId, signal) {
        await send(
          { method: 'DELETE', path: `/v4/visitors/${segment(visitorId)}`, about: 'visitor' },
          signal,
        );
      },

      getRelatedVisitors: lacks('v4', 'getRelatedVisitors'),
    },
  };
}
