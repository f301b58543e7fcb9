import type { EmulatorState } from '../emulator-state.js';
import { readUpdate, type UpdateNames } from '../events/update-event.js';
import { type Answer, EMPTY } from '../http/answer.js';
import { type Json, parseJson } from '../json.js';
import type { ApiErrors } from './errors.js';
import type { ApiCall } from './route.js';

/**
 * Changes an event as the body says; the body is JSON whatever its declared type. An event that has only just
 * been created cannot be changed yet.
 */
export function updateEvent(
  { id, body }: ApiCall,
  state: EmulatorState,
  { names, errors }: { readonly names: UpdateNames; readonly errors: ApiErrors },
): Answer {
  const update = readUpdate(parsed(body), names);
  if (typeof update === 'string') return errors.of('request_cannot_be_parsed', update);
  const found = state.findEvent(id);
  if (!found) return errors.of('event_not_found');
  const { now, mutableAfterMs } = state.settings;
  if (now() - found.storedAt < mutableAfterMs) return errors.of('state_not_ready');
  state.events.change(found, { ...found.event, ...update });
  return EMPTY;
}

function parsed(body: string | undefined): Json | undefined {
  try {
    return parseJson(body ?? '');
  } catch {
    return undefined;
  }
}
