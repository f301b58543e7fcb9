import { isFingerprintError } from '../lib/errors.js';
import { badResponse } from './answers.js';
import type { Calls } from './client.js';
import { segment } from './segment.js';

/**
 * Builds a generation's searches: the search itself, which finds nothing for an unknown visitor, and the history of a
 * visitor, which has to be known.
 */
export function searchCalls(
  search: Calls['searchEvents'],
): Pick<Calls, 'searchEvents' | 'getVisitorHistory'> {
  return {
    searchEvents: (filter, signal) =>
      search(filter, signal).catch((error: unknown) => {
        if (isFingerprintError(error) && error.code === 'ERR_FP_VISITOR_NOT_FOUND') return { events: [] };
        throw error;
      }),

    async getVisitorHistory(visitorId, filter, signal) {
      segment(visitorId);
      const { events: found, paginationKey } = await search({ ...filter, visitorId }, signal);
      // An event in which every product failed contains neither its visitor nor anything else.
      const events = found.filter(({ eventId }) => eventId !== undefined);
      if (events.some((event) => event.visitorId !== visitorId)) {
        throw badResponse('the events of another visitor');
      }
      return { visitorId, events, ...(paginationKey === undefined ? {} : { paginationKey }) };
    },
  };
}
