import type { FingerprintEvent } from './fingerprint-event.js';

/** True for an event that failed as a whole: what did says when it happened, too. Asking again may bring it. */
export const hasFailed = ({ timestamp, failed }: FingerprintEvent): boolean =>
  timestamp === undefined && Object.keys(failed).length > 0;
