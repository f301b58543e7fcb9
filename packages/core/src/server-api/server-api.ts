import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { EventPage, EventPatch, GetEventOptions, RelatedVisitors, VisitorHistory } from './client.js';
import type { EdgeRequest } from './edge.js';
import type { EventFilter, HistoryFilter } from './filter.js';

/** The options of every call. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A search: a call returns one page, `pages` iterates over all of them. */
export interface SearchEvents {
  /** Searches one page. For an unknown `visitorId` it finds nothing. */
  (filter?: EventFilter, options?: CallOptions): Promise<EventPage>;
  /**
   * Iterates over every page, the first one first, each requested when it is needed and with its own deadline.
   * The iteration ends with the last page, or with `break`.
   */
  pages(filter?: EventFilter, options?: CallOptions): AsyncGenerator<EventPage, void, undefined>;
}

/**
 * The Server API, the same for every generation. **Trust**: what it returns was fetched with the secret key; what the
 * browser reported is still the client's claim.
 *
 * Every call is one request and rejects with a coded `FingerprintError`: `ERR_FP_UNSUPPORTED` if the generation lacks
 * the call, `ERR_FP_BAD_REQUEST` for an impossible ID and anything that the API cannot parse, `ERR_FP_API_KEY`,
 * `ERR_FP_API_REGION`, `ERR_FP_API_SUBSCRIPTION`, `ERR_FP_RATE_LIMITED`, `ERR_FP_API_STATUS`, `ERR_FP_BAD_RESPONSE`,
 * `ERR_FP_FOREIGN_ANSWER`, `ERR_FP_NETWORK`, `ERR_FP_TIMEOUT` past the deadline, and `ERR_FP_CLOSED` after `close()`.
 * No error contains the key, an ID or an address. A bug, such as one in a `fetch` passed by the application, rejects
 * with its own error.
 */
export interface ServerApi {
  /**
   * Fetches one event; v4 and v3. Also rejects with `ERR_FP_EVENT_NOT_FOUND`, and `ERR_FP_API_RULESET` for an unknown
   * ruleset.
   */
  getEvent(id: string, options?: GetEventOptions & CallOptions): Promise<FingerprintEvent>;
  /** Searches events, the newest first; v4 and v3. Also rejects with `ERR_FP_OPTION` for an unusable value. */
  searchEvents: SearchEvents;
  /**
   * Changes an event; v4 and v3. Also rejects with `ERR_FP_EVENT_NOT_FOUND`, `ERR_FP_NOT_READY` right after it
   * happened, and `ERR_FP_OPTION` for a field that it cannot change.
   */
  updateEvent(id: string, patch: EventPatch, options?: CallOptions): Promise<void>;
  /**
   * Lists a visitor's events, the newest first; every generation. v4 and v3 search for them, by default within the last
   * 7 days. 2019 returns them without pages. Also rejects with `ERR_FP_VISITOR_NOT_FOUND`, if the API says so instead
   * of answering with an empty array.
   */
  getVisitorHistory(
    visitorId: string,
    filter?: HistoryFilter,
    options?: CallOptions,
  ): Promise<VisitorHistory>;
  /**
   * Requests the permanent deletion of all data of a visitor; v4 and v3. Also rejects with `ERR_FP_VISITOR_NOT_FOUND`.
   */
  deleteVisitor(visitorId: string, options?: CallOptions): Promise<void>;
  /** Lists other visitor IDs of the same mobile device; v3. Also rejects with `ERR_FP_VISITOR_NOT_FOUND`. */
  getRelatedVisitors(visitorId: string, options?: CallOptions): Promise<RelatedVisitors>;
  /**
   * Has a request analysed by its headers and its address, without an agent in a page; v4, in public preview. The event has
   * `source: 'edge'`, and no visitor. Values of headers that hold secrets are blanked before they leave this server; the
   * client's option `sensitiveHeaders` names more of them. Also rejects with `ERR_FP_OPTION` for an unusable value.
   */
  analyzeEdge(request: EdgeRequest, options?: CallOptions): Promise<FingerprintEvent>;
  /** Ends the client's own connections when the calls under way are done. Can be called again. */
  close(): Promise<void>;
}
