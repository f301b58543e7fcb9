import type { EmulatorState } from '../emulator-state.js';
import type { StoredEvent } from '../event-store.js';
import { InvalidParameter, refuseUnknown, single, wholeNumber } from './parameters.js';
import { eventsOfVisitor } from './visitors.js';

const KNOWN = ['request_id', 'linked_id', 'limit', 'paginationKey', 'before'];

/** Some of a visitor's events, newest first. */
export interface VisitScan {
  readonly events: readonly StoredEvent[];
  /** The last event looked at, if there are older ones. */
  readonly last: StoredEvent | undefined;
}

/**
 * Looks through a visitor's events as the API does: first `limit` of them are scanned, then the scanned ones are
 * filtered, so that a page can contain fewer than `limit`, or none, and not be the last. `undefined` if there is no
 * such visitor.
 * @param since The oldest time that counts. @param most The maximum number that are scanned, whatever the `limit`.
 * @throws InvalidParameter for an invalid query.
 */
export function scanVisits(
  visitorId: string,
  query: URLSearchParams,
  state: EmulatorState,
  {
    since = Number.NEGATIVE_INFINITY,
    most = Number.POSITIVE_INFINITY,
  }: { readonly since?: number; readonly most?: number },
): VisitScan | undefined {
  refuseUnknown(query, KNOWN);
  const limit = wholeNumber(query, 'limit', { min: 0, max: 500, message: 'invalid limit' }) ?? 100;
  const before = wholeNumber(query, 'before', {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    message: 'invalid before',
  });
  const [requestId, linkedId] = [single(query, 'request_id'), single(query, 'linked_id')];
  const all = eventsOfVisitor(state.visibleEvents(), visitorId);
  if (all.length === 0) return undefined;
  const rest = after(all, single(query, 'paginationKey')).filter(
    ({ at }) => at >= since && (before === undefined || at < before),
  );
  const scanned = rest.slice(0, Math.min(limit, most));
  return {
    events: scanned.filter(
      ({ id, event }) =>
        (requestId === undefined || id === requestId) &&
        (linkedId === undefined || event.linked_id === linkedId),
    ),
    last: rest.length > scanned.length ? scanned.at(-1) : undefined,
  };
}

function after(events: readonly StoredEvent[], key: string | undefined): readonly StoredEvent[] {
  if (key === undefined) return events;
  const index = events.findIndex(({ id }) => id === key);
  if (index < 0) throw new InvalidParameter('invalid pagination key');
  return events.slice(index + 1);
}
