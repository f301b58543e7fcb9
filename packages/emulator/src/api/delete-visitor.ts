import type { EmulatorState } from '../emulator-state.js';
import { type Answer, EMPTY } from '../http/answer.js';
import { eventsOfVisitor } from '../query/visitors.js';
import type { ApiErrors } from './errors.js';
import { isId } from './ids.js';
import type { ApiCall } from './route.js';

const RECENT_MS = 10 * 86_400_000;

/**
 * Forgets a visitor's events of the last ten days, at once; older ones stay, as they do upstream. A visitor without
 * any event is unknown.
 */
export function deleteVisitor({ id }: ApiCall, state: EmulatorState, errors: ApiErrors): Answer {
  if (!isId(id)) return errors.of('request_cannot_be_parsed', 'invalid visitor id');
  const known = eventsOfVisitor(state.visibleEvents(), id);
  if (known.length === 0) return errors.of('visitor_not_found');
  const since = state.settings.now() - RECENT_MS;
  for (const event of known) if (event.at >= since) state.events.delete(event.id);
  return EMPTY;
}
