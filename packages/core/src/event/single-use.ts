import type { FingerprintEvent } from './fingerprint-event.js';

/** An event that can be used up, and ages. */
export type SingleUseEvent = FingerprintEvent & { eventId: string; timestamp: number };

/** False for an event that could be used for ever: without an id that is used up, or without a time from which it ages. */
export const isSingleUse = (event: FingerprintEvent): event is SingleUseEvent =>
  event.eventId !== undefined && event.timestamp !== undefined;
