import type { IncomingMessage } from 'node:http';
import { EmulatorError } from '../emulator-error.js';
import type { CreatedEvent, EmulatorState } from '../emulator-state.js';
import { remoteAddress } from '../http/remote-address.js';
import type { JsonObject } from '../json.js';

/**
 * Makes the event that a request describes. Unless the scenario or an override sets another, its address is that of
 * whoever asks: the client that sends it on to a server comes from there, too.
 * @throws EmulatorError for an unknown field or scenario, and for overrides that are no object.
 */
export function createEvent(state: EmulatorState, body: JsonObject, request: IncomingMessage): CreatedEvent {
  const { scenario, overrides, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new EmulatorError(`unknown field ${unknown}; an event is made of scenario and overrides`);
  }
  return state.createEvent({ scenario, overrides, observed: remoteAddress(request) });
}
