import type { EmulatorState } from '../emulator-state.js';
import type { Answer } from '../http/answer.js';
import { errorAnswer } from './errors.js';
import type { ApiRequest, ApiRoute } from './route.js';
import { v4 } from './v4.js';

const routes: readonly ApiRoute[] = [...v4];

/** Answers a request to the API, of whatever generation its path is. */
export function answerApi(request: ApiRequest, state: EmulatorState): Answer {
  const [path = '', ...rest] = request.target.split('?');
  const matching = routes.filter((route) => route.path.test(path));
  const route = matching.find(({ method }) => method === request.method);
  if (route) {
    const groups = route.path.exec(path)?.slice(1) ?? [];
    return route.answer(request, new URLSearchParams(rest.join('?')), groups, state);
  }
  if (matching.length === 0) {
    return errorAnswer(404, 'route_not_found', 'the emulator has no such endpoint');
  }
  const allow = matching.map(({ method }) => method).join(', ');
  return errorAnswer(405, 'method_not_allowed', `the emulator serves ${allow} here`, { allow });
}
