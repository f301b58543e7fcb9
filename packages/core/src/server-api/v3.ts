import { name, object } from '../event/fields.js';
import {
  badResponse,
  list,
  objectIn,
  readEvent,
  readEvents,
  readLackingEvent,
  readNothing,
} from './answers.js';
import type { Calls, Generation, GetEvent } from './client.js';
import { patchBody } from './patch.js';
import { type Spelling, toQuery } from './query.js';
import { searchCalls } from './search-history.js';
import { segment } from './segment.js';
import type { Send } from './send.js';
import { lacks } from './unsupported.js';

const SPELLING: Spelling = { time: (date) => String(date.getTime()) };

const PATCH_NAMES = { linkedId: 'linkedId', tags: 'tag', suspect: 'suspect' };

/** A search of v3 requires a page size; this is the default of v4. */
const DEFAULT_LIMIT = 10;

/** The calls of v3: products in camel case, queries in snake case. */
export function createV3(send: Send): Generation {
  const lacksRulesets = lacks('v3', 'rulesetId');

  const askWith =
    (read?: typeof readLackingEvent): GetEvent =>
    async (id, signal, { rulesetId } = {}) => {
      if (rulesetId !== undefined) return lacksRulesets();
      return readEvent(await send({ method: 'GET', path: `/events/${segment(id)}` }, signal), id, read);
    };

  // v3 also lists the visits of a visitor, but at most one of them.
  const search: Calls['searchEvents'] = async (filter, signal) => {
    const query = toQuery({ ...filter, limit: filter.limit ?? DEFAULT_LIMIT }, SPELLING);
    const answer = objectIn(await send({ method: 'GET', path: '/events/search', query }, signal));
    const events = readEvents(answer);
    const paginationKey = name(answer.paginationKey);
    return { events, ...(paginationKey === undefined ? {} : { paginationKey }) };
  };

  return {
    subject: 'event',
    findEvent: askWith(readLackingEvent),
    calls: {
      getEvent: askWith(),
      ...searchCalls(search),

      async updateEvent(id, patch, signal) {
        const body = patchBody(patch, PATCH_NAMES);
        readNothing(await send({ method: 'PUT', path: `/events/${segment(id)}`, body }, signal));
      },

      async deleteVisitor(visitorId, signal) {
        readNothing(await send({ method: 'DELETE', path: `/visitors/${segment(visitorId)}` }, signal));
      },

      async getRelatedVisitors(visitorId, signal) {
        segment(visitorId);
        const query = [['visitor_id', visitorId] as const];
        const answer = await send({ method: 'GET', path: '/related-visitors', query }, signal);
        return { visitorIds: list(objectIn(answer).relatedVisitors).map(relatedId) };
      },

      analyzeEdge: lacks('v3', 'analyzeEdge'),
    },
  };
}

function relatedId(related: unknown): string {
  const visitorId = name(object(related)?.visitorId);
  if (visitorId === undefined) throw badResponse('a related visitor without an ID');
  return visitorId;
}
