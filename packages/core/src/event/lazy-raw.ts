import { parseJson } from '../lib/parse-json.js';
import type { FingerprintEvent } from './fingerprint-event.js';
import { normalizeEvent } from './normalize-event.js';
import { parseEvent } from './parse-event.js';

const BODY = Symbol('body');

interface FromBytes {
  [BODY]?: Uint8Array;
}

/** One descriptor for all events, so that they keep one shape. */
const RAW: PropertyDescriptor & ThisType<FromBytes> = {
  enumerable: true,
  configurable: true,
  get() {
    const value = this[BODY] && parseJson(this[BODY]);
    setRaw(this, value);
    return value;
  },
  set(value: unknown) {
    setRaw(this, value);
  },
};

/** Leaves a frozen event as it is. */
const setRaw = (event: object, value: unknown) =>
  Reflect.defineProperty(event, 'raw', { configurable: true, enumerable: true, value, writable: true });

/**
 * Replaces an event's `raw`, in place, by one that is parsed from its bytes when it is read: most events' `raw` is
 * never read. The last field is deleted and added again as an accessor: redefining it in place, or leaving it out of a
 * copy, makes the engine abandon the shape that all events share, which costs more than everything else here.
 */
function withLazyRaw(
  event: Omit<FingerprintEvent, 'raw'> & { raw?: unknown },
  body: Uint8Array,
): FingerprintEvent {
  delete event.raw;
  Object.defineProperty(event, BODY, { value: body });
  return Object.defineProperty(event, 'raw', RAW) as FingerprintEvent;
}

/** The bytes that an event was parsed from; undefined if it has none. */
export const bytesOf = (event: FingerprintEvent & FromBytes): Uint8Array | undefined => event[BODY];

/**
 * Parses the event in these bytes of JSON, which it keeps in place of a parsed `raw`.
 * @param read Turns the JSON, without raw device attributes, into an event.
 * @throws SyntaxError if they are not JSON, FingerprintError `ERR_FP_BAD_EVENT` if that is not an event.
 */
export function eventFromBytes(
  body: Uint8Array,
  read: (json: unknown) => FingerprintEvent = normalizeEvent,
): FingerprintEvent {
  return withLazyRaw(read(parseEvent(new TextDecoder().decode(body))), body);
}
