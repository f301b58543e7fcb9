import { type JsonObject, object } from '../event/fields.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { fromV3, isV3Event } from '../event/from-v3.js';
import { eventFromBytes } from '../event/lazy-raw.js';
import { normalizeEvent } from '../event/normalize-event.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { parseJson } from '../lib/parse-json.js';
import { foreignAnswer, limitInside } from './api-error.js';

/*
 * Reads the API's answers with status 200. An answer that is not JSON did not come from the API (`ERR_FP_FOREIGN_ANSWER`);
 * JSON without the requested content is `ERR_FP_BAD_RESPONSE`; an answer about another ID means that this ID does not exist.
 */

/**
 * Reads the requested event. An event without an ID counts as the requested one, but nothing else in it counts, not
 * even its time.
 * @param read Turns the answer into an event.
 * @throws FingerprintError `ERR_FP_RATE_LIMITED` if the account's limit is the reason why it is empty.
 */
export function readEvent(
  body: Uint8Array,
  id: string,
  read: (json: unknown) => FingerprintEvent = normalizeEvent,
): FingerprintEvent {
  const event = eventIn(body, read);
  if (event.eventId === undefined) {
    throwIfLimited(event);
    return { ...event, eventId: id, timestamp: undefined };
  }
  if (event.eventId !== id) throw aboutAnother('ERR_FP_EVENT_NOT_FOUND', 'event');
  return event;
}

/** The event that an analysis of a request has made. */
export const readAnalysis = (body: Uint8Array): FingerprintEvent => eventIn(body, normalizeEvent);

/** Reads an event of v3, also one in which every product failed: its client must not benefit from that. */
export function readLackingEvent(json: unknown): FingerprintEvent {
  const sent = object(json);
  return sent && isV3Event(sent) ? fromV3(sent) : normalizeEvent(json);
}

/**
 * Reads an array of events under `events`.
 * @throws FingerprintError `ERR_FP_RATE_LIMITED` if the account's limit left every event empty.
 */
export function readEvents({ events: sent }: JsonObject): FingerprintEvent[] {
  const events = list(sent).map(normalized);
  const [first] = events;
  if (first && events.every(({ eventId }) => eventId === undefined)) throwIfLimited(first);
  return events;
}

/** Reads the visits of the requested visitor, each unchanged. */
export function readVisits(body: Uint8Array, visitorId: string): unknown[] {
  const { visitorId: whose, visits } = objectIn(body);
  if (typeof whose === 'string' && whose !== visitorId) {
    throw aboutAnother('ERR_FP_VISITOR_NOT_FOUND', 'visitor');
  }
  return list(visits);
}

/** Checks the API's answer to a change: an empty body, or JSON. */
export function readNothing(body: Uint8Array): void {
  if (parseJson(body) === undefined && body.some((byte) => byte > 0x20)) throw foreignAnswer();
}

/** Reads an answer that must be an object, as all are except the answer to a change; events are read by `readEvent`. */
export function objectIn(body: Uint8Array): JsonObject {
  const json = parseJson(body);
  if (json === undefined) throw foreignAnswer();
  const answered = object(json);
  if (!answered) throw badResponse('no object');
  return answered;
}

/** Reads a field that is an array in every valid answer. */
export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw badResponse('no list');
}

function eventIn(body: Uint8Array, read: (json: unknown) => FingerprintEvent): FingerprintEvent {
  try {
    return eventFromBytes(body, read);
  } catch (cause) {
    throw cause instanceof SyntaxError ? foreignAnswer() : noEvent(cause);
  }
}

function normalized(json: unknown): FingerprintEvent {
  try {
    return normalizeEvent(json);
  } catch (cause) {
    throw noEvent(cause);
  }
}

/** Returns a bug as it is. */
const noEvent = (cause: unknown): unknown =>
  isFingerprintError(cause) ? badResponse('no event', cause) : cause;

function throwIfLimited({ failed }: FingerprintEvent): void {
  const limit = limitInside(failed);
  if (limit) throw limit;
}

const aboutAnother = (code: 'ERR_FP_EVENT_NOT_FOUND' | 'ERR_FP_VISITOR_NOT_FOUND', what: string) =>
  new FingerprintError(code, `the Server API answered 200 with another ${what} than the one requested`, {
    status: 200,
  });

export const badResponse = (what: string, cause?: unknown) =>
  new FingerprintError('ERR_FP_BAD_RESPONSE', `the Server API answered 200 with ${what}`, {
    status: 200,
    cause,
  });
