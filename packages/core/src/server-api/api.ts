import { type CancelSignal, toAbortSignal } from '../lib/cancellation.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError } from '../lib/errors.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import { noAnswer } from './api-error.js';
import type { Calls } from './client.js';
import type { EventFilter } from './filter.js';
import type { CallOptions, ServerApi } from './server-api.js';

interface ApiParts {
  /** Undefined if there is no key to call with: every call rejects with `ERR_FP_OPTION`. */
  calls: Calls | undefined;
  timekeeper: Timekeeper;
  /** The time limit of each call, ms. */
  deadlineMs: number;
  /** Closes the connections that only this client uses. */
  close: () => Promise<void>;
}

/** Builds a client from the calls of a generation: each has a time limit, and is rejected once the client is closed. */
export function createApi({ calls, timekeeper, deadlineMs, close }: ApiParts): ServerApi {
  let closing: Promise<void> | undefined;

  async function bounded<T>(
    { signal: outer }: CallOptions,
    call: (calls: Calls, signal: CancelSignal) => Promise<T>,
  ): Promise<T> {
    if (closing) throw new FingerprintError('ERR_FP_CLOSED', 'the client is closed');
    if (!calls) throw noKey();
    outer?.throwIfAborted();
    try {
      return await timekeeper.withDeadline(deadlineMs, ({ signal }) =>
        call(calls, outer ? AbortSignal.any([toAbortSignal(signal), outer]) : signal),
      );
    } catch (error) {
      throw error instanceof DeadlineExceeded ? noAnswer(error) : error;
    }
  }

  const search = (filter: EventFilter = {}, options: CallOptions = {}) =>
    bounded(options, ({ searchEvents }, signal) => searchEvents(filter, signal));

  async function* pages(filter: EventFilter = {}, options: CallOptions = {}) {
    let { paginationKey } = filter;
    do {
      const page = await search({ ...filter, paginationKey }, options);
      yield page;
      if (page.paginationKey !== undefined && page.paginationKey === paginationKey) throw sameAgain();
      paginationKey = page.paginationKey;
    } while (paginationKey !== undefined);
  }

  return Object.freeze<ServerApi>({
    getEvent: (id, { rulesetId, signal } = {}) =>
      bounded({ signal }, ({ getEvent }, both) => getEvent(id, both, { rulesetId })),
    searchEvents: Object.freeze(Object.assign(search, { pages })),
    updateEvent: (id, patch, options = {}) =>
      bounded(options, ({ updateEvent }, signal) => updateEvent(id, patch, signal)),
    getVisitorHistory: (visitorId, filter = {}, options = {}) =>
      bounded(options, ({ getVisitorHistory }, signal) => getVisitorHistory(visitorId, filter, signal)),
    deleteVisitor: (visitorId, options = {}) =>
      bounded(options, ({ deleteVisitor }, signal) => deleteVisitor(visitorId, signal)),
    getRelatedVisitors: (visitorId, options = {}) =>
      bounded(options, ({ getRelatedVisitors }, signal) => getRelatedVisitors(visitorId, signal)),
    analyzeEdge: (request, options = {}) =>
      bounded(options, ({ analyzeEdge }, signal) => analyzeEdge(request, signal)),
    close: () => {
      closing ??= close();
      return closing;
    },
  });
}

const noKey = () =>
  new FingerprintError('ERR_FP_OPTION', 'apiKey: required to call the Server API; this guard has none');

const sameAgain = () =>
  new FingerprintError('ERR_FP_BAD_RESPONSE', 'the Server API names a page as the next one after itself', {
    status: 200,
  });
