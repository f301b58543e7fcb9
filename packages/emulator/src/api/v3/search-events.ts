import type { EmulatorState } from '../../emulator-state.js';
import { type Answer, json } from '../../http/answer.js';
import { InvalidParameter, wholeNumber } from '../../query/parameters.js';
import { type Position, type SearchPage, type SearchWords, search } from '../../query/search.js';
import { asksForUnknownVisitor } from '../../query/visitors.js';
import { present } from '../../translation/present.js';
import { v3Event } from '../../translation/v3-event.js';
import { V3_ERRORS } from '../errors.js';
import { refusingInvalid } from '../refusing-invalid.js';
import type { ApiCall } from '../route.js';
import { V3_FILTERS } from './search-filters.js';

const MAX_LIMIT = 2_147_483_647;
/** The API documents no maximum length of a page; a page of everything would not fit into memory. */
const MAX_PAGE = 1000;

const WORDS: SearchWords = {
  filters: V3_FILTERS,
  others: [],
  timeOf: (text) => (/^\d{1,16}$/.test(text) ? Number(text) : undefined),
  positionIn,
};

/** `GET /events/search`. */
export function searchEvents({ query }: ApiCall, state: EmulatorState): Answer {
  return refusingInvalid(V3_ERRORS, () => {
    const asked = wholeNumber(query, 'limit', { min: 1, max: MAX_LIMIT, message: 'invalid limit' });
    if (asked === undefined) throw new InvalidParameter('invalid limit');
    const limit = Math.min(asked, MAX_PAGE);
    const events = state.visibleEvents().filter(({ event }) => event.source !== 'edge');
    const page = search(events, query, { limit, now: state.settings.now(), words: WORDS });
    if (asksForUnknownVisitor(events, query)) return V3_ERRORS.of('visitor_not_found');
    return json(200, {
      events: page.events.map(({ event }) => v3Event(event)),
      ...present({ paginationKey: keyOf(page) }),
    });
  });
}

/** Writes the time of the page's last event; if more events of that time follow, also which of them it is. */
function keyOf({ boundary }: SearchPage): string | undefined {
  if (!boundary) return undefined;
  const [last, next] = boundary;
  return last.at === next.at ? `${last.at}:${last.sequence}` : `${last.at}`;
}

function positionIn(key: string): Position | undefined {
  const [, at, sequence] = /^(\d{1,16})(?::(\d{1,16}))?$/.exec(key) ?? [];
  if (at === undefined) return undefined;
  return { at: Number(at), ...(sequence !== undefined && { sequence: Number(sequence) }) };
}
