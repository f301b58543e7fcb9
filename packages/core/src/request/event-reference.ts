import { parse as parseCookies } from 'cookie';
import { FingerprintError } from '../errors.js';
import { headerValue, type IncomingRequest } from './incoming-request.js';

/** One place of a request; body paths may reach inside: `{ body: 'fp.id' }`. */
export type EventPlace = { header: string } | { body: string } | { query: string } | { cookie: string };

/**
 * Where the client puts the event id or the sealed result: places, looked at in order, or a function that returns one.
 * Any of the places may hold either: a text of more than 64 characters that begins with `noXc7`, as base64 of every
 * sealed result does, is a sealed result, and all else is an id. The first of each counts.
 */
export type EventFrom =
  | EventPlace
  | readonly EventPlace[]
  | ((request: IncomingRequest) => string | undefined | Promise<string | undefined>);

/** What the client sent to name its event. **Untrusted**: nothing is fetched, opened or verified yet. */
export type EventReference =
  | { kind: 'id'; id: string }
  | { kind: 'sealed'; sealed: string; id?: string }
  | { kind: 'missing' }
  | { kind: 'malformed' };

/**
 * Reads the event reference of a request. **Untrusted**: nothing is fetched or verified yet.
 * `{ kind: 'missing' }` when there is none; the rule `missing-event` decides what follows.
 */
export type EventReferenceReader = (request: IncomingRequest) => Promise<EventReference>;

/**
 * Characters and length of an id. Official examples break every tighter pattern, so nothing else is assumed.
 * Source: ids such as `1708102555327.NLOjmg` and `0KSh65EnVoB85JBmloQK` in the vendor's schemas.
 */
const DEFAULT_EVENT_ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** Path segments that would ask the API something else than one event. */
export const NOT_IDS: ReadonlySet<string> = new Set(['.', '..', 'search']);

const ID_PLACES: readonly EventPlace[] = [
  { header: 'x-fingerprint-event-id' },
  { header: 'x-fingerprint-request-id' },
  ...['eventId', 'event_id', 'requestId'].map((body) => ({ body })),
  ...['eventId', 'event_id', 'requestId'].map((query) => ({ query })),
];
/** Where the client puts the id of its visitor, for the generation of the API that has no ids of events. */
export const VISITOR_PLACES: readonly EventPlace[] = [
  { header: 'x-fingerprint-visitor-id' },
  { body: 'visitorId' },
  { body: 'visitor_id' },
  { query: 'visitorId' },
  { query: 'visitor_id' },
];
const SEALED_PLACES: readonly EventPlace[] = [
  { header: 'x-fingerprint-sealed-result' },
  { body: 'sealedResult' },
  { body: 'sealed_result' },
];

/** How base64 of a sealed result's first bytes, `9E 85 DC`, and the next begins. Source: the vendor's format. */
const SEALED_PREFIX = 'noXc7';
/** No default id is longer, and no sealed event is as short. */
const MAX_UNSEALED_LENGTH = 64;

/**
 * Builds the reader of event references.
 * @param idPattern Shape of an id; checked before anything is asked of the API.
 * @throws FingerprintError `ERR_FP_OPTION` when `eventFrom` names no known place.
 */
export function createEventReferenceReader(
  eventFrom: EventFrom | undefined,
  idPattern: RegExp = DEFAULT_EVENT_ID_PATTERN,
): EventReferenceReader {
  const shape = new RegExp(idPattern.source, idPattern.flags.replace(/[gy]/g, ''));
  const isId = (value: unknown): value is string =>
    typeof value === 'string' && shape.test(value) && !NOT_IDS.has(value);

  const find = createFinder(eventFrom);
  return async (request) => {
    const { id, sealed } = await find(request);
    if (sealed === undefined) {
      if (id === undefined) return { kind: 'missing' };
      return isId(id) ? { kind: 'id', id } : { kind: 'malformed' };
    }
    if (typeof sealed !== 'string') return { kind: 'malformed' };
    if (id === undefined) return { kind: 'sealed', sealed };
    return isId(id) ? { kind: 'sealed', sealed, id } : { kind: 'malformed' };
  };
}

/** What stands where an id, and where a sealed result, may stand; undefined where nothing does. */
interface Found {
  id?: unknown;
  sealed?: unknown;
}

function createFinder(
  eventFrom: EventFrom | undefined,
): (request: IncomingRequest) => Found | Promise<Found> {
  if (eventFrom === undefined) {
    return (request) => ({
      id: firstValue(request, ID_PLACES),
      sealed: firstValue(request, SEALED_PLACES),
    });
  }
  if (typeof eventFrom === 'function') {
    return async (request) => {
      const value = await eventFrom(request);
      if (value === '') return {};
      return isSealed(value) ? { sealed: value } : { id: value };
    };
  }
  const places = readPlaces(eventFrom);
  return (request) => ({
    id: firstValue(request, places, (value) => !isSealed(value)),
    sealed: firstValue(request, places, isSealed),
  });
}

const isSealed = (value: unknown): boolean =>
  typeof value === 'string' && value.length > MAX_UNSEALED_LENGTH && value.startsWith(SEALED_PREFIX);

function readPlaces(eventFrom: Exclude<EventFrom, (...args: never[]) => unknown>): readonly EventPlace[] {
  const places: readonly unknown[] = Array.isArray(eventFrom) ? eventFrom : [eventFrom];
  const names = ['header', 'body', 'query', 'cookie'];
  return places.map((place) => {
    const [entry, ...others] = place !== null && typeof place === 'object' ? Object.entries(place) : [];
    if (
      !entry ||
      others.length > 0 ||
      !names.includes(entry[0]) ||
      typeof entry[1] !== 'string' ||
      !entry[1]
    ) {
      throw new FingerprintError(
        'ERR_FP_OPTION',
        'eventFrom: expected { header }, { body }, { query } or { cookie } with a name, an array of them, or a function',
      );
    }
    const [kind, name] = entry;
    return (kind === 'header' ? { header: name.toLowerCase() } : { [kind]: name }) as EventPlace;
  });
}

/** The first place that holds what is asked for; an empty text, such as an untouched form field, is nothing. */
function firstValue(
  request: IncomingRequest,
  places: readonly EventPlace[],
  askedFor: (value: unknown) => boolean = () => true,
): unknown {
  for (const place of places) {
    const value = valueAt(request, place);
    if (value !== undefined && value !== '' && askedFor(value)) return value;
  }
  return undefined;
}

function valueAt(request: IncomingRequest, place: EventPlace): unknown {
  if ('header' in place) {
    const value = request.headers[place.header];
    return Array.isArray(value) && value.length === 1 ? value[0] : value;
  }
  if ('body' in place) return place.body.split('.').reduce(ownValue, request.body);
  if ('query' in place)
    return request.query ? ownValue(request.query, place.query) : queryValue(request.url, place.query);
  return ownValue(
    request.cookies ?? parseCookies(headerValue(request.headers, 'cookie') ?? ''),
    place.cookie,
  );
}

function ownValue(container: unknown, name: string): unknown {
  if (container === null || typeof container !== 'object' || Array.isArray(container)) return undefined;
  return Object.hasOwn(container, name) ? (container as Record<string, unknown>)[name] : undefined;
}

/**
 * A value of the query as frameworks parse it: of a repeated name an array, undefined where the URL does not have it. Only
 * this name is gathered: to gather each would take the square of their number, which the client chooses.
 */
function queryValue(url: string, name: string): string | string[] | undefined {
  const start = url.indexOf('?');
  if (start < 0) return undefined;
  const values = new URLSearchParams(url.slice(start + 1)).getAll(name);
  return values.length > 1 ? values : values[0];
}
