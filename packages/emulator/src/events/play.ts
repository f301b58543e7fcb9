import { EmulatorError } from '../emulator-error.js';
import { copyOf, isObject, type JsonObject, merge } from '../json.js';
import { carriedOverrides } from './carried-overrides.js';
import { scenarioNamed } from './scenarios.js';
import { v4Event, visitorIdOf } from './v4-event.js';
import { honestVisit, type Visit } from './visit.js';

/** An event as the emulator keeps it: in the words of v4, whatever generation asks for it. */
export interface PlayedEvent {
  readonly id: string;
  readonly visitorId: string;
  readonly event: JsonObject;
}

/** What a real client showed of itself, in place of the scenario's. */
export type Observed = Partial<Pick<Visit, 'browser' | 'url' | 'address'>>;

/**
 * Makes the event of a scenario: a coherent visit, told in v4, with the overrides laid over it.
 * @throws EmulatorError for an unknown scenario, and for overrides that are no JSON object.
 */
export function play(scenario: unknown, overrides: unknown, now: number, observed?: Observed): PlayedEvent {
  const { visit: changes, browser, ageMs = 0 } = scenarioNamed(scenario);
  const fields = copyOf(overrides, 'the overrides');
  if (!isObject(fields)) throw new EmulatorError('the overrides are not an object of event fields');
  const played = { ...honestVisit(now - ageMs), ...(browser && { browser }), ...observed, ...changes };
  const visit = { ...played, ...carriedOverrides(fields, played) };
  const told = v4Event(visit);
  const event = merge(told, fields);
  const own = isObject(event.identification) ? event.identification.visitor_id : undefined;
  return {
    id: String(typeof event.event_id === 'string' ? event.event_id : told.event_id),
    visitorId: typeof own === 'string' ? own : visitorIdOf(visit),
    event,
  };
}
