import type { IncomingMessage } from 'node:http';
import { AGENT_PATH, forAnyOrigin } from '../agent/cross-origin.js';
import { errorAnswer } from '../api/errors.js';
import { EmulatorError } from '../emulator-error.js';
import type { EmulatorState } from '../emulator-state.js';
import type { Answer } from '../http/answer.js';
import { BodyTooLarge, readJsonBody } from '../http/json-body.js';
import { CONTROL_PATHS, controlRoutesAt } from './routes.js';

/** Whether a path is the emulator's own, not the API's. */
export const isControl = (path: string): boolean =>
  path.startsWith('/__emulator/') || controlRoutesAt(path) !== undefined;

/** Answers a control request; one that makes no sense gets a 400 that says why. */
export async function answerControl(
  path: string,
  request: IncomingMessage,
  state: EmulatorState,
): Promise<Answer> {
  const methods = controlRoutesAt(path);
  if (!methods) {
    const known = CONTROL_PATHS.join(', ');
    return errorAnswer(404, 'route_not_found', `no such control route; there are ${known}`);
  }
  const route = Object.hasOwn(methods, request.method ?? '') ? methods[request.method ?? ''] : undefined;
  if (!route) {
    const allow = Object.keys(methods).join(', ');
    return errorAnswer(405, 'method_not_allowed', `${path} takes ${allow}`, { allow });
  }
  try {
    return await route(state, await readJsonBody(request), request);
  } catch (error) {
    const refused = refusal(error);
    return path === AGENT_PATH ? forAnyOrigin(refused) : refused;
  }
}

function refusal(error: unknown): Answer {
  if (error instanceof BodyTooLarge) return errorAnswer(413, 'payload_too_large', error.message);
  if (error instanceof EmulatorError) return errorAnswer(400, 'bad_request', error.message);
  throw error;
}
