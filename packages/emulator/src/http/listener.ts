import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorAnswer } from '../api/errors.js';
import { routeApi } from '../api/router.js';
import { answerControl, isControl } from '../control/answer-control.js';
import type { EmulatorState } from '../emulator-state.js';
import { deliver } from '../faults/deliver.js';
import { send } from './answer.js';
import { readBody } from './body.js';

/**
 * Answers every request that an emulator receives: control requests as they are, API requests through the fault in
 * force.
 */
export function listener(state: EmulatorState) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    // A client that goes away in the middle of its request is not a failure of the emulator.
    request.on('error', () => response.destroy());
    answer(state, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, errorAnswer(500, 'emulator_failed', String(error)));
    });
  };
}

async function answer(state: EmulatorState, request: IncomingMessage, response: ServerResponse) {
  const { method = '', url: target = '', headers } = request;
  const path = target.split('?', 1)[0] ?? '';
  if (isControl(path)) return send(response, await answerControl(path, request, state));
  const noteStatus = state.log.note(method, target, state.settings.now());
  // Both: an answer that is broken off closes without ever finishing.
  for (const end of ['finish', 'close']) {
    response.once(end, () => noteStatus(response.headersSent ? response.statusCode : 0));
  }
  const body = await readBody(request);
  const routed = routeApi({ method, target, headers, body }, state);
  await deliver(state.faults.strike(routed.kind), { response, ...routed });
}
