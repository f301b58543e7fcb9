import type { EmulatorState } from '../../emulator-state.js';
import type { StoredEvent } from '../../event-store.js';
import { type Answer, json } from '../../http/answer.js';
import { wholeNumber } from '../../query/parameters.js';
import { type Position, type SearchWords, search } from '../../query/search.js';
import { asksForUnknownVisitor } from '../../query/visitors.js';
import { present } from '../../translation/present.js';
import { V4_ERRORS } from '../errors.js';
import { refusingInvalid } from '../refusing-invalid.js';
import type { ApiCall } from '../route.js';
import { withRuleAction } from './get-event.js';
import { V4_FILTERS } from './search-filters.js';

const WORDS: SearchWords = { filters: V4_FILTERS, others: ['total_hits'], timeOf, positionIn };

/** `GET /v4/events`. */
export function searchEvents({ query }: ApiCall, state: EmulatorState): Answer {
  return refusingInvalid(V4_ERRORS, () => {
    const limit = wholeNumber(query, 'limit', { min: 1, max: 100, message: 'invalid limit' }) ?? 10;
    const most = wholeNumber(query, 'total_hits', { min: 1, max: 1000, message: 'invalid total_hits param' });
    const fromEdge = query.has('source');
    const events = state.visibleEvents().filter(({ event }) => fromEdge || event.source !== 'edge');
    const page = search(events, query, { limit, now: state.settings.now(), words: WORDS });
    if (asksForUnknownVisitor(events, query)) return V4_ERRORS.of('visitor_not_found');
    return json(200, {
      events: page.events.map(({ event }) => withRuleAction(event, null)),
      ...present({
        pagination_key: page.boundary && keyOf(page.boundary[0]),
        total_hits: most && Math.min(most, page.hits),
      }),
    });
  });
}

/** Unix milliseconds, or a date and time as RFC 3339 writes it. */
function timeOf(text: string): number | undefined {
  if (/^\d{1,16}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

const keyOf = ({ at, sequence }: StoredEvent): string =>
  Buffer.from(`${at}:${sequence}`).toString('base64url');

function positionIn(key: string): Position | undefined {
  const text = Buffer.from(key, 'base64url').toString('latin1');
  const [, at, sequence] = /^(\d{1,16}):(\d{1,16})$/.exec(text) ?? [];
  return at !== undefined && sequence !== undefined
    ? { at: Number(at), sequence: Number(sequence) }
    : undefined;
}
