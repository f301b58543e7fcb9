import type { IncomingMessage } from 'node:http';
import { AGENT_PATH, AGENT_SCRIPT_HEADERS, forAnyOrigin, PREFLIGHT_HEADERS } from '../agent/cross-origin.js';
import { identify } from '../agent/identify.js';
import { AGENT_SCRIPT } from '../agent/script.js';
import { EmulatorError } from '../emulator-error.js';
import type { EmulatorState } from '../emulator-state.js';
import { parseFault } from '../faults/fault.js';
import { type Answer, json, line, noContent } from '../http/answer.js';
import type { JsonObject } from '../json.js';
import { createEvent } from './create-event.js';

/** One thing a test can tell or ask the emulator over HTTP. */
type ControlRoute = (
  state: EmulatorState,
  body: JsonObject,
  request: IncomingMessage,
) => Answer | Promise<Answer>;

type Methods = Readonly<Record<string, ControlRoute>>;

const EVENTS_PATH = '/__emulator/events';

const CONTROL_ROUTES: Readonly<Record<string, Methods>> = {
  [EVENTS_PATH]: {
    POST: (state, body, request) => json(201, createEvent(state, body, request)),
  },
  '/__emulator/faults': {
    PUT: (state, body) => {
      const fault = parseFault(body);
      state.faults.set(fault);
      return json(200, fault);
    },
    DELETE: (state) => {
      state.faults.clear();
      return noContent();
    },
  },
  '/__emulator/requests': {
    GET: (state) => json(200, state.log.entries()),
  },
  '/__emulator/webhooks': {
    POST: (state, body) => {
      const { url, apiVersion } = state.webhooks.add(body);
      return json(201, { url, apiVersion });
    },
  },
  '/__emulator/deliveries': {
    GET: async (state) => json(200, await state.webhooks.deliveries()),
  },
  '/__emulator/state': {
    DELETE: (state) => {
      state.reset();
      return noContent();
    },
  },
  '/agent.js': {
    GET: () => ({ status: 200, headers: AGENT_SCRIPT_HEADERS, body: AGENT_SCRIPT }),
  },
  [AGENT_PATH]: {
    POST: (state, body, request) => forAnyOrigin(identify(state, body, request)),
    OPTIONS: () => forAnyOrigin(noContent(PREFLIGHT_HEADERS)),
  },
};

/** The paths that are the emulator's own and no part of the API. */
export const CONTROL_PATHS: readonly string[] = [...Object.keys(CONTROL_ROUTES), `${EVENTS_PATH}/<scenario>`];

/** The control routes of a path, by method. */
export function controlRoutesAt(path: string): Methods | undefined {
  if (Object.hasOwn(CONTROL_ROUTES, path)) return CONTROL_ROUTES[path];
  return path.startsWith(`${EVENTS_PATH}/`) ? scenarioRoutes(path.slice(EVENTS_PATH.length + 1)) : undefined;
}

/** A path to send and a line to read: no shell has to quote JSON, nor to parse it. */
const scenarioRoutes = (scenario: string): Methods => ({
  POST: (state, body, request) => {
    if (Object.hasOwn(body, 'scenario'))
      throw new EmulatorError('the path names the scenario, so the body may not');
    return line(201, createEvent(state, { ...body, scenario }, request).eventId);
  },
});
