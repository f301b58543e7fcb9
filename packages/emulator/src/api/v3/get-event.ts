import type { EmulatorState } from '../../emulator-state.js';
import { type Answer, json } from '../../http/answer.js';
import { v3Event } from '../../translation/v3-event.js';
import { V3_ERRORS } from '../errors.js';
import type { ApiCall } from '../route.js';

/** `GET /events/{request_id}`. */
export function getEvent({ id }: ApiCall, state: EmulatorState): Answer {
  const found = state.findEvent(id);
  // What was analysed at the edge has no form in this generation.
  return found && found.event.source !== 'edge'
    ? json(200, v3Event(found.event))
    : V3_ERRORS.of('event_not_found');
}
