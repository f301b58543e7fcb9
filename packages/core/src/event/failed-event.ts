import type { FingerprintEvent } from './fingerprint-event.js';

/**
 * True for an event in which every product failed: any that succeeded would have brought the time. Asking again may
 * help.
 */
export const hasFailed = ({ timestamp, failed }: FingerprintEvent): boolean =>
  timestamp === undefined && Object.keys(failed).length > 0;
