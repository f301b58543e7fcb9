import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { CancelSignal } from '../lib/cancellation.js';
import type { EdgeRequest } from './edge.js';
import type { EventFilter, HistoryFilter } from './filter.js';

/** Asks the Server API for one event. Rejects with a coded `FingerprintError`, or with the signal's reason. */
export type GetEvent = (
  id: string,
  signal: CancelSignal,
  options?: GetEventOptions,
) => Promise<FingerprintEvent>;

/** The options of a request for one event. */
export interface GetEventOptions {
  /** The vendor's ruleset to apply to the event; its verdict is `ruleAction`. Only v4 has rulesets. */
  rulesetId?: string | undefined;
}

/** One page of a search. */
export interface EventPage {
  /** The events of this page. */
  events: FingerprintEvent[];
  /** The key of the next page; absent on the last. */
  paginationKey?: string;
  /** The number of all matches; only if the filter asks for it. */
  totalHits?: number;
}

/** A visitor's events, the newest first. */
export interface VisitorHistory {
  /** The ID of the visitor. */
  visitorId: string;
  /** The events of this page, the newest first. */
  events: FingerprintEvent[];
  /** The key of the next page; absent on the last. */
  paginationKey?: string;
}

/** A change of an event. Fields that are `undefined` stay as they are. */
export interface EventPatch {
  /** The ID that the event is linked to. */
  linkedId?: string | undefined;
  /** The values that are attached to the event. */
  tags?: Readonly<Record<string, unknown>> | undefined;
  /** The mark that a search for `suspect` events matches. */
  suspect?: boolean | undefined;
}

/** Other visitor IDs that come from the same device. */
export interface RelatedVisitors {
  /** The IDs of those visitors. */
  visitorIds: string[];
}

/** The calls of one generation, each a single request. They reject as `GetEvent` does. */
export interface Calls {
  getEvent: GetEvent;
  searchEvents(filter: EventFilter, signal: CancelSignal): Promise<EventPage>;
  updateEvent(id: string, patch: EventPatch, signal: CancelSignal): Promise<void>;
  getVisitorHistory(visitorId: string, filter: HistoryFilter, signal: CancelSignal): Promise<VisitorHistory>;
  deleteVisitor(visitorId: string, signal: CancelSignal): Promise<void>;
  getRelatedVisitors(visitorId: string, signal: CancelSignal): Promise<RelatedVisitors>;
  analyzeEdge(request: EdgeRequest, signal: CancelSignal): Promise<FingerprintEvent>;
}

/** One generation of the Server API. Input and output have the same form for all of them. */
export interface Generation {
  calls: Calls;
  /** The kind of ID that a client sends. If events have no IDs, it is a visitor's, and one visitor has many events. */
  subject: 'event' | 'visitor';
  /** Finds the event to evaluate: the one with this ID, or the newest of this visitor. */
  findEvent: GetEvent;
}
