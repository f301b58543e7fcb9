import type { FingerprintEvent } from './fingerprint-event.js';

/** An event whose ID can be consumed, and that ages. */
export type SingleUseEvent = FingerprintEvent & { eventId: string; timestamp: number };

/** False for an event that could be used forever: it has no ID to consume, or no time from which it ages. */
export const isSingleUse = (event: FingerprintEvent): event is SingleUseEvent =>
  event.eventId !== undefined && event.timestamp !== undefined;
