import type { EmulatorState } from '../../emulator-state.js';
import { type Answer, json } from '../../http/answer.js';
import { scanVisits } from '../../query/visit-scan.js';
import { present } from '../../translation/present.js';
import { v3Visit } from '../../translation/v3-visit.js';
import { VISITS_ERRORS } from '../errors.js';
import { isId } from '../ids.js';
import { refusingInvalid } from '../refusing-invalid.js';
import type { ApiCall } from '../route.js';

/** An answer contains no more visits, whatever the limit; a search has all. */
const MAX_VISITS = 1;

/** `GET /visitors/{visitor_id}`: a visitor's visits, newest first. */
export function getVisits({ id, query }: ApiCall, state: EmulatorState): Answer {
  return refusingInvalid(VISITS_ERRORS, () => {
    if (!isId(id)) return VISITS_ERRORS.of('request_cannot_be_parsed', 'invalid visitor id');
    const scan = scanVisits(id, query, state, { most: MAX_VISITS });
    if (!scan) return VISITS_ERRORS.of('visitor_not_found');
    const { events, last } = scan;
    return json(200, {
      visitorId: id,
      visits: events.map(({ event }) => v3Visit(event)),
      ...present({ lastTimestamp: last?.at, paginationKey: last?.id }),
    });
  });
}
