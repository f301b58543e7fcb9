import type { EmulatorState } from '../../emulator-state.js';
import type { Answer } from '../../http/answer.js';
import { V4_ERRORS as errors } from '../errors.js';
import { isId } from '../ids.js';
import type { ApiCall } from '../route.js';
import { updateEvent as update } from '../update-event.js';

/** `PATCH /v4/events/{event_id}`. */
export function updateEvent(call: ApiCall, state: EmulatorState): Answer {
  if (!isId(call.id)) return errors.of('request_cannot_be_parsed');
  return update(call, state, { errors, names: { linkedId: 'linked_id', tags: 'tags' } });
}
