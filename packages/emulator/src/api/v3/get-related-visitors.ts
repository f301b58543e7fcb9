import type { EmulatorState } from '../../emulator-state.js';
import { type Answer, json } from '../../http/answer.js';
import { refuseUnknown, single } from '../../query/parameters.js';
import { relatedVisitors } from '../../query/visitors.js';
import { V3_ERRORS } from '../errors.js';
import { isId } from '../ids.js';
import { refusingInvalid } from '../refusing-invalid.js';
import type { ApiCall } from '../route.js';

/** `GET /related-visitors`: the visitors that are the same device, by its high recall ID. */
export function getRelatedVisitors({ query }: ApiCall, state: EmulatorState): Answer {
  return refusingInvalid(V3_ERRORS, () => {
    refuseUnknown(query, ['visitor_id']);
    const id = single(query, 'visitor_id');
    if (!id) return V3_ERRORS.of('request_cannot_be_parsed', 'visitor id is required');
    if (!isId(id)) return V3_ERRORS.of('request_cannot_be_parsed', 'invalid visitor id');
    const related = relatedVisitors(state.visibleEvents(), id);
    if (!related) return V3_ERRORS.of('visitor_not_found');
    return json(200, { relatedVisitors: related.map((visitorId) => ({ visitorId })) });
  });
}
