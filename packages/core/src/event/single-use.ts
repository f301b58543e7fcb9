import type { FingerprintEvent } from './fingerprint-event.js';

/** False for an event that could be used for ever: without an id that is used up, or without a time from which it ages. */
export const isSingleUse = ({ eventId, timestamp }: FingerprintEvent): boolean =>
  eventId !== '' && timestamp !== undefined;
