import type { EmulatorState } from '../../emulator-state.js';
import type { Answer } from '../../http/answer.js';
import { V3_ERRORS as errors } from '../errors.js';
import type { ApiCall } from '../route.js';
import { updateEvent as update } from '../update-event.js';

/** `PUT /events/{request_id}`. */
export function updateEvent(call: ApiCall, state: EmulatorState): Answer {
  return update(call, state, { errors, names: { linkedId: 'linkedId', tags: 'tag' } });
}
