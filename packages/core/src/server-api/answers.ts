import { type JsonObject, object } from '../event/fields.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { fromV3, isV3Event } from '../event/from-v3.js';
import { withLazyRaw } from '../event/lazy-raw.js';
import { normalizeEvent } from '../event/normalize-event.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { foreignAnswer, limitInside } from './api-error.js';
import type { Answer } from './send.js';

/*
 * Reading what the API answered with 200. What is no JSON is no answer of the API (`ERR_FP_FOREIGN_ANSWER`); JSON that does
 * not hold what was asked for is `ERR_FP_BAD_RESPONSE`; what is about another id says that there is none of this one.
 */

/**
 * The event that was asked for. One that does not say which it is counts as this one, and as saying nothing else, not even
 * when it happened.
 * @param read Turns what was sent into an event.
 * @throws FingerprintError `ERR_FP_RATE_LIMITED` where that is because the account's limit is reached.
 */
export function readEvent(
  answer: Answer,
  id: string,
  read: (json: JsonObject) => FingerprintEvent = normalized,
): FingerprintEvent {
  const event = read(objectIn(answer));
  if (event.eventId === undefined) {
    throwIfLimited(event);
    return { ...event, eventId: id, timestamp: undefined };
  }
  if (event.eventId !== id) throw aboutAnother('ERR_FP_EVENT_NOT_FOUND', 'event');
  return withLazyRaw(event, answer.body);
}

/** The event that an analysis of a request has made. */
export function readAnalysis(answer: Answer): FingerprintEvent {
  return withLazyRaw(normalized(objectIn(answer)), answer.body);
}

/** An event of v3, also one that nothing came of: whoever is judged by it must not gain from that. */
export const readLackingEvent = (json: JsonObject): FingerprintEvent =>
  isV3Event(json) ? fromV3(json) : normalized(json);

/**
 * A list of events under `events`.
 * @throws FingerprintError `ERR_FP_RATE_LIMITED` where the account's limit left nothing of any.
 */
export function readEvents(answer: Answer): FingerprintEvent[] {
  const events = list(objectIn(answer).events).map(normalized);
  const [first] = events;
  if (first && events.every(({ eventId }) => eventId === undefined)) throwIfLimited(first);
  return events;
}

/** The visits of the visitor that was asked for, each as it was sent. */
export function readVisits(answer: Answer, visitorId: string): unknown[] {
  const { visitorId: whose, visits } = objectIn(answer);
  if (typeof whose === 'string' && whose !== visitorId) {
    throw aboutAnother('ERR_FP_VISITOR_NOT_FOUND', 'visitor');
  }
  return list(visits);
}

/** Makes sure that a change was answered by the API: with nothing, or with JSON. */
export function readNothing({ json, body }: Answer): void {
  if (json === undefined && body.some((byte) => byte > 0x20)) throw foreignAnswer();
}

/** The object that every answer but that to a change is. */
export function objectIn({ json }: Answer): JsonObject {
  if (json === undefined) throw foreignAnswer();
  const answered = object(json);
  if (!answered) throw badResponse('no object');
  return answered;
}

/** What is a list in every good answer. */
export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw badResponse('no list');
}

function normalized(json: unknown): FingerprintEvent {
  try {
    return normalizeEvent(json);
  } catch (cause) {
    if (isFingerprintError(cause)) throw badResponse('no event', cause);
    throw cause;
  }
}

function throwIfLimited({ failed }: FingerprintEvent): void {
  const limit = limitInside(failed);
  if (limit) throw limit;
}

const aboutAnother = (code: 'ERR_FP_EVENT_NOT_FOUND' | 'ERR_FP_VISITOR_NOT_FOUND', what: string) =>
  new FingerprintError(code, `the Server API answered 200 with another ${what} than the one asked for`, {
    status: 200,
  });

export const badResponse = (what: string, cause?: unknown) =>
  new FingerprintError('ERR_FP_BAD_RESPONSE', `the Server API answered 200 with ${what}`, {
    status: 200,
    cause,
  });
