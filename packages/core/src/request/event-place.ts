import { parse as parseCookies } from 'cookie';
import { FingerprintError } from '../lib/errors.js';
import { isObject } from '../lib/is-object.js';
import { headerValue, type IncomingRequest } from './incoming-request.js';

/** One place of a request; body paths may reach inside: `{ body: 'fp.id' }`. */
export type EventPlace = { header: string } | { body: string } | { query: string } | { cookie: string };

/** The places of an event's ID, by default. */
export const ID_PLACES: readonly EventPlace[] = [
  { header: 'x-fingerprint-event-id' },
  { header: 'x-fingerprint-request-id' },
  ...['eventId', 'event_id', 'requestId'].map((body) => ({ body })),
  ...['eventId', 'event_id', 'requestId'].map((query) => ({ query })),
];
/** The places of a visitor's ID, for the generation of the API whose events have no IDs. */
export const VISITOR_PLACES: readonly EventPlace[] = [
  { header: 'x-fingerprint-visitor-id' },
  { body: 'visitorId' },
  { body: 'visitor_id' },
  { query: 'visitorId' },
  { query: 'visitor_id' },
];
/** The places of a sealed result, by default. */
export const SEALED_PLACES: readonly EventPlace[] = [
  { header: 'x-fingerprint-sealed-result' },
  { body: 'sealedResult' },
  { body: 'sealed_result' },
];

/**
 * Reads the places that an option names.
 * @throws FingerprintError `ERR_FP_OPTION` for an invalid place.
 */
export function readPlaces(eventFrom: EventPlace | readonly EventPlace[]): readonly EventPlace[] {
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

/**
 * Finds the first place with the requested value; `null` counts as empty, and so does an empty string, such as an
 * untouched form field.
 */
export function firstValue(
  request: IncomingRequest,
  places: readonly EventPlace[],
  askedFor: (value: unknown) => boolean = () => true,
): unknown {
  for (const place of places) {
    const value = valueAt(request, place);
    if (value !== undefined && value !== null && value !== '' && askedFor(value)) return value;
  }
  return undefined;
}

function valueAt(request: IncomingRequest, place: EventPlace): unknown {
  if ('header' in place) {
    const value = request.headers[place.header];
    return Array.isArray(value) && value.length === 1 ? value[0] : value;
  }
  if ('body' in place) return place.body.split('.').reduce(bodyValue, request.body);
  if ('query' in place) return queryValue(request, place.query);
  return ownValue(
    request.cookies ?? parseCookies(headerValue(request.headers, 'cookie') ?? ''),
    place.cookie,
  );
}

function ownValue(container: unknown, name: string): unknown {
  return isObject(container) && Object.hasOwn(container, name) ? container[name] : undefined;
}

const bodyValue = (container: unknown, name: string): unknown => fieldValue(ownValue(container, name));

/** Reads the value of a form's field; `@fastify/multipart` wraps it in an object with more about the field. */
function fieldValue(value: unknown): unknown {
  const isField = isObject(value) && value.type === 'field' && typeof value.fieldname === 'string';
  return isField ? ownValue(value, 'value') : value;
}

/** Reads the query as the framework parsed it; from the URL if it did not, or is configured not to. */
function queryValue({ query, url }: IncomingRequest, name: string): unknown {
  if (query instanceof URLSearchParams) return parameterValue(query, name);
  if (isObject(query) && Object.keys(query).length > 0) return ownValue(query, name);
  const start = url.indexOf('?');
  return start < 0 ? undefined : parameterValue(new URLSearchParams(url.slice(start + 1)), name);
}

/**
 * Reads a value as frameworks parse it: an array for a repeated name, undefined if there is none. Only this name is
 * collected: collecting all of them would take quadratic time, and the client chooses their number.
 */
function parameterValue(parameters: URLSearchParams, name: string): string | string[] | undefined {
  const values = parameters.getAll(name);
  return values.length > 1 ? values : values[0];
}
