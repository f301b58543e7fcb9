import { object } from '../event/fields.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { from2019 } from '../event/from-2019.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { badResponse, readVisits } from './answers.js';
import type { CodelessErrors } from './api-error.js';
import type { Calls, Generation, GetEvent } from './client.js';
import { toQuery } from './query.js';
import { segment } from './segment.js';
import type { Send } from './send.js';
import { lacks } from './unsupported.js';

/**
 * The calls of 2019: only the visits of a visitor can be requested, and a visit has no ID. A client sends a visitor ID,
 * and is judged by that visitor's newest visit.
 */
export function create2019(send: Send): Generation {
  const getVisitorHistory: Calls['getVisitorHistory'] = async (visitorId, filter, signal) => {
    const query = toQuery(filter, { time: (date) => String(date.getTime()) });
    const path = `/visitors/${segment(visitorId)}`;
    const codeless = codelessErrors(visitorId);
    const answer = await send({ method: 'GET', path, query, codeless }, signal);
    return { visitorId, events: readVisits(answer, visitorId).map((visit) => readVisit(visit, visitorId)) };
  };

  const findEvent: GetEvent = async (visitorId, signal) => {
    const { events } = await getVisitorHistory(visitorId, { limit: 1 }, signal).catch((error: unknown) => {
      const unknown = isFingerprintError(error) && error.code === 'ERR_FP_VISITOR_NOT_FOUND';
      throw unknown ? noVisit(error) : error;
    });
    if (events.length === 0) throw noVisit();
    return events.reduce((one, other) => (timeOf(other) > timeOf(one) ? other : one));
  };

  return {
    subject: 'visitor',
    findEvent,
    calls: {
      getVisitorHistory,
      getEvent: lacks('2019', 'getEvent'),
      searchEvents: lacks('2019', 'searchEvents'),
      updateEvent: lacks('2019', 'updateEvent'),
      deleteVisitor: lacks('2019', 'deleteVisitor'),
      getRelatedVisitors: lacks('2019', 'getRelatedVisitors'),
      analyzeEdge: lacks('2019', 'analyzeEdge'),
    },
  };
}

/**
 * The errors of 2019 have no codes: the answer for an unknown visitor names the visitor, and a key is refused in a few
 * words, never with an HTML page.
 */
const codelessErrors =
  (visitorId: string): CodelessErrors =>
  (status, { json, text }) => {
    if (status === 404 && json?.visitorId === visitorId) return 'ERR_FP_VISITOR_NOT_FOUND';
    return status === 403 && !/^\s*</.test(text) ? 'ERR_FP_API_KEY' : undefined;
  };

function readVisit(json: unknown, visitorId: string): FingerprintEvent {
  const visit = object(json);
  if (visit === undefined) throw badResponse('no visit');
  return from2019(visit, visitorId);
}

const timeOf = ({ timestamp = Number.NEGATIVE_INFINITY }: FingerprintEvent): number => timestamp;

/** Returns the error for a known visitor without recent visits, and for an unknown one: neither has an event. */
function noVisit(unknown?: FingerprintError): FingerprintError {
  return new FingerprintError('ERR_FP_EVENT_NOT_FOUND', 'the Server API knows no recent visit', {
    status: unknown?.status ?? 200,
    cause: unknown,
  });
}
