import { type EventPlace, firstValue, ID_PLACES, readPlaces, SEALED_PLACES } from './event-place.js';
import type { FromRequest } from './from-request.js';

/**
 * The source of the event ID or the sealed result: places, tried in order, or a function of the request, and of the
 * framework's own, that returns one. Any place may hold either of them: a string of more than 64 characters that begins
 * with `noXc7`, as base64 of every sealed result does, is a sealed result, and anything else is an ID. The first of
 * each counts.
 */
export type EventFrom =
  | EventPlace
  | readonly EventPlace[]
  | FromRequest<string | undefined | Promise<string | undefined>>;

/** The condition on which the body is read for the event's reference. */
export type BodyUse = 'never' | 'unless-named' | 'always';

/** Determines that condition for an option: a function may read any part of a request. */
export function bodyUseOf(eventFrom: EventFrom | undefined): BodyUse {
  if (typeof eventFrom === 'function') return 'always';
  const places = eventFrom === undefined ? ID_PLACES : readPlaces(eventFrom);
  return places.some((place) => 'body' in place) ? 'unless-named' : 'never';
}

/** The headers that an option names; what a function reads is unknown. */
export function headersNamedBy(eventFrom: EventFrom | undefined): readonly string[] {
  if (eventFrom === undefined || typeof eventFrom === 'function') return [];
  return readPlaces(eventFrom).flatMap((place) => ('header' in place ? [place.header] : []));
}

/** The event ID or sealed result that the client sent. **Untrusted**: nothing is fetched, opened or verified yet. */
export type EventReference =
  | { kind: 'id'; id: string }
  | { kind: 'sealed'; sealed: string; id?: string }
  | { kind: 'missing' }
  | { kind: 'malformed' };

/**
 * Reads the event reference of a request. **Untrusted**: nothing is fetched or verified yet.
 * `{ kind: 'missing' }` when there is none; the rule `missing-event` decides what follows.
 */
export type EventReferenceReader = FromRequest<EventReference | Promise<EventReference>>;

/**
 * Characters and length of an ID. Official examples rule out any stricter pattern. Source: IDs such as
 * `1708102555327.NLOjmg` and `0KSh65EnVoB85JBmloQK` in the vendor's schemas.
 */
const DEFAULT_EVENT_ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Path segments that would request something other than one event, or could do so if a server on the way ignores case.
 */
const RESERVED: ReadonlySet<string> = new Set(['.', '..', 'search']);
export const isReservedSegment = (id: string): boolean => RESERVED.has(id.toLowerCase());

/**
 * The beginning of the base64 of a sealed result's first bytes, `9E 85 DC`, and the next. Source: the vendor's format.
 */
const SEALED_PREFIX = 'noXc7';
/** No ID is longer by default, and every sealed event is. */
const MAX_UNSEALED_LENGTH = 64;

/**
 * Builds the reader of event references.
 * @param idPattern The form of an ID; checked before anything is sent to the API.
 * @throws FingerprintError `ERR_FP_OPTION` if `eventFrom` names no known place.
 */
export function createEventReferenceReader(
  eventFrom: EventFrom | undefined,
  idPattern: RegExp = DEFAULT_EVENT_ID_PATTERN,
): EventReferenceReader {
  const shape = new RegExp(idPattern.source, idPattern.flags.replace(/[gy]/g, ''));
  const isId = (value: unknown): value is string =>
    typeof value === 'string' && shape.test(value) && !isReservedSegment(value);

  const find = createFinder(eventFrom);
  const judge = ({ id, sealed }: Found): EventReference => {
    if (sealed === undefined) {
      if (id === undefined) return { kind: 'missing' };
      return isId(id) ? { kind: 'id', id } : { kind: 'malformed' };
    }
    if (typeof sealed !== 'string') return { kind: 'malformed' };
    if (id === undefined) return { kind: 'sealed', sealed };
    return isId(id) ? { kind: 'sealed', sealed, id } : { kind: 'malformed' };
  };
  return (request, native) => {
    const found = readGiven(request.eventId) ?? find(request, native);
    return found instanceof Promise ? found.then(judge) : judge(found);
  };
}

/** The values found in the places of an ID and of a sealed result; undefined if there are none. */
interface Found {
  id?: unknown;
  sealed?: unknown;
}

function createFinder(eventFrom: EventFrom | undefined): FromRequest<Found | Promise<Found>> {
  if (eventFrom === undefined) {
    return (request) => ({
      id: firstValue(request, ID_PLACES),
      sealed: firstValue(request, SEALED_PLACES),
    });
  }
  if (typeof eventFrom === 'function') {
    return async (request, native) => {
      return readGiven(await eventFrom(request, native)) ?? {};
    };
  }
  const places = readPlaces(eventFrom);
  return (request) => ({
    id: firstValue(request, places, (value) => !isSealed(value)),
    sealed: firstValue(request, places, isSealed),
  });
}

/** Reads a value that the application extracted itself; undefined if it is empty. */
function readGiven(value: unknown): Found | undefined {
  if (value === undefined || value === '' || value === null) return undefined;
  return isSealed(value) ? { sealed: value } : { id: value };
}

const isSealed = (value: unknown): boolean =>
  typeof value === 'string' && value.length > MAX_UNSEALED_LENGTH && value.startsWith(SEALED_PREFIX);
