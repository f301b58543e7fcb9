import { name, number } from '../event/fields.js';
import { objectIn, readAnalysis, readEvent, readEvents, readNothing } from './answers.js';
import type { Calls, Generation } from './client.js';
import { createEdgeBody } from './edge.js';
import { patchBody } from './patch.js';
import { type Spelling, toQuery } from './query.js';
import { searchCalls } from './search-history.js';
import { segment } from './segment.js';
import type { Send } from './send.js';
import { lacks } from './unsupported.js';

const SPELLING: Spelling = { time: (date) => date.toISOString() };

const PATCH_NAMES = { linkedId: 'linked_id', tags: 'tags', suspect: 'suspect' };

/** The calls of v4: below `/v4`, flat, in snake case. It has no call for visitors, so a history is a search. */
export function createV4(send: Send, sensitiveHeaders: readonly string[]): Generation {
  const edgeBody = createEdgeBody(sensitiveHeaders);

  const getEvent: Calls['getEvent'] = async (id, signal, { rulesetId } = {}) => {
    const query = rulesetId === undefined ? [] : [['ruleset_id', rulesetId] as const];
    const path = `/v4/events/${segment(id)}`;
    return readEvent(await send({ method: 'GET', path, query }, signal), id);
  };

  const search: Calls['searchEvents'] = async (filter, signal) => {
    const query = toQuery(filter, SPELLING);
    const json = objectIn(await send({ method: 'GET', path: '/v4/events', query }, signal));
    const events = readEvents(json);
    const paginationKey = name(json.pagination_key);
    const totalHits = number(json.total_hits);
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
      ...searchCalls(search),

      async updateEvent(id, patch, signal) {
        const body = patchBody(patch, PATCH_NAMES);
        readNothing(await send({ method: 'PATCH', path: `/v4/events/${segment(id)}`, body }, signal));
      },

      async deleteVisitor(visitorId, signal) {
        const path = `/v4/visitors/${segment(visitorId)}`;
        readNothing(await send({ method: 'DELETE', path }, signal));
      },

      getRelatedVisitors: lacks('v4', 'getRelatedVisitors'),

      async analyzeEdge(request, signal) {
        const body = edgeBody(request);
        const sent = { method: 'POST', path: '/v4/edge', body, isRepeatable: true } as const;
        return readAnalysis(await send(sent, signal));
      },
    },
  };
}
