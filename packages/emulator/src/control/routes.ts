import type { IncomingMessage } from 'node:http';
import { AGENT_PATH, AGENT_SCRIPT_HEADERS, forAnyOrigin, PREFLIGHT_HEADERS } from '../agent/cross-origin.js';
import { identify } from '../agent/identify.js';
import { AGENT_SCRIPT } from '../agent/script.js';
import { EmulatorError } from '../emulator-error.js';
import type { EmulatorState } from '../emulator-state.js';
import { parseFault } from '../faults/fault.js';
import { type Answer, json, noContent } from '../http/answer.js';
import type { JsonObject } from '../json.js';

/** One operation of the emulator for tests, over HTTP. */
type ControlRoute = (
  state: EmulatorState,
  body: JsonObject,
  request: IncomingMessage,
) => Answer | Promise<Answer>;

/** The operations that belong to the emulator and not to the API, by path and method. */
export const CONTROL_ROUTES: Readonly<Record<string, Readonly<Record<string, ControlRoute>>>> = {
  '/__emulator/events': {
    POST: (state, body) => {
      const { scenario, overrides, ...others } = body;
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) {
        throw new EmulatorError(`unknown field ${unknown}; an event takes scenario and overrides`);
      }
      return json(201, state.createEvent({ scenario, overrides }));
    },
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
