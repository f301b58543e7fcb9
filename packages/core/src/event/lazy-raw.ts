import type { FingerprintEvent } from './fingerprint-event.js';
import { normalizeEvent } from './normalize-event.js';

const BODY = Symbol('body');

interface FromBytes {
  [BODY]?: Uint8Array;
}

/** One descriptor for all events, so that they keep one shape. */
const RAW: PropertyDescriptor & ThisType<FromBytes> = {
  enumerable: true,
  configurable: true,
  get() {
    const value = this[BODY] && parse(this[BODY]);
    Object.defineProperty(this, 'raw', { enumerable: true, value });
    return value;
  },
};

/**
 * Replaces an event's `raw`, in place, by one that is parsed from its bytes when it is read: most of an event is never looked
 * at. Its last field is taken away and put back as an accessor; an engine that has to turn the one into the other, or to
 * leave one out of a copy, gives up the shape that all events share, and takes longer than for everything else in them.
 */
export function withLazyRaw(
  event: Omit<FingerprintEvent, 'raw'> & { raw?: unknown },
  body: Uint8Array,
): FingerprintEvent {
  delete event.raw;
  Object.defineProperty(event, BODY, { value: body });
  return Object.defineProperty(event, 'raw', RAW) as FingerprintEvent;
}

/** An event put by, to be retrieved again. */
export type KeptEvent = () => FingerprintEvent;

/**
 * Puts an event by as the bytes it came in, if it has them: the garbage collector never copies those, and an event
 * that is kept is seldom asked for again.
 */
export function keep(event: FingerprintEvent & FromBytes): KeptEvent {
  return event[BODY] ? keepBytes(event[BODY]) : () => event;
}

/** Apart, so that what is kept holds the bytes and nothing else. */
const keepBytes =
  (body: Uint8Array): KeptEvent =>
  () =>
    eventFromBytes(body);

/**
 * The event in the JSON of these bytes, which it keeps in place of a parsed `raw`.
 * @throws SyntaxError where they are no JSON, FingerprintError `ERR_FP_BAD_EVENT` where that is no event.
 */
export function eventFromBytes(body: Uint8Array): FingerprintEvent {
  return withLazyRaw(normalizeEvent(parse(body)), body);
}

const parse = (body: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(body));
