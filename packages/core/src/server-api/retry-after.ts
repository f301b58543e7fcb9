import type { TransportResponse } from './transport.js';

/** The longest wait that is accepted from a header. In ms. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** The three date formats of HTTP; the time zone is always GMT. Source: RFC 9110, section 5.6.7. */
const DATE =
  '[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT|' +
  '[A-Z][a-z]{5,8}, \\d{2}-[A-Z][a-z]{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} GMT|' +
  '[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d \\d{2}:\\d{2}:\\d{2} \\d{4}';

/** One value, or several that an HTTP client joined with commas, which dates contain too. */
const VALUES = new RegExp(`^\\s*(?:\\d+|${DATE})\\s*(?:,\\s*(?:\\d+|${DATE})\\s*)*$`);
const VALUE = new RegExp(`\\d+(?=\\s*(?:,|$))|${DATE}`, 'g');

/**
 * Reads `Retry-After`, ms: whole seconds, or an HTTP date, with white space around it; of several values, the longest
 * wait. Anything else counts as absent.
 */
export function readRetryAfter({ headers }: TransportResponse): number | undefined {
  const given = headers['retry-after'] ?? [];
  const waits = [given]
    .flat()
    .filter((value) => VALUES.test(value))
    .flatMap((value) => value.match(VALUE) ?? [])
    .map(waitMs)
    .filter((ms) => !Number.isNaN(ms));
  return waits.length === 0 ? undefined : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ...waits));
}

/** Returns NaN for an invalid date. */
function waitMs(value: string): number {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  return Date.parse(value.endsWith('GMT') ? value : `${value} GMT`) - Date.now();
}
