import type { EmulatorState } from '../emulator-state.js';
import type { Answer } from '../http/answer.js';
import type { ApiCallKind } from './call-kind.js';
import { type ApiErrors, errorAnswer, V4_ERRORS } from './errors.js';
import type { ApiCall, ApiRequest, ApiRoute } from './route.js';
import { v3 } from './v3/routes.js';
import { v4 } from './v4/routes.js';
import { visits2019 } from './visits-2019.js';

const ROUTES: readonly ApiRoute[] = [...v4, ...visits2019, ...v3];

/** The result for a request to the API: the right answer, or an error in the shape of its call. */
export interface Routed {
  /** Undefined if no route takes the request. */
  readonly kind: ApiCallKind | undefined;
  readonly errors: ApiErrors;
  readonly answer: () => Answer;
}

/** Finds the route of a request to the API, of the generation that its path belongs to. */
export function routeApi(request: ApiRequest, state: EmulatorState): Routed {
  const [path = '', ...rest] = request.target.split('?');
  const query = new URLSearchParams(rest.join('?'));
  const matching = ROUTES.flatMap((route) => {
    const [match, id = ''] = route.path.exec(path) ?? [];
    const call: ApiCall = { headers: request.headers, query, body: request.body, id: decoded(id) };
    return match !== undefined && (route.isMeant?.(call) ?? true) ? [{ ...route, call }] : [];
  });
  const found = matching.find(({ method }) => method === request.method);
  if (found) return { kind: found.kind, errors: found.errors, answer: () => found.answer(found.call, state) };
  return { kind: undefined, errors: matching[0]?.errors ?? V4_ERRORS, answer: () => notServed(matching) };
}

function notServed(matching: readonly ApiRoute[]): Answer {
  if (matching.length === 0) {
    return errorAnswer(404, 'route_not_found', 'the emulator has no such endpoint');
  }
  const allow = [...new Set(matching.map(({ method }) => method))].join(', ');
  return errorAnswer(405, 'method_not_allowed', `the emulator serves ${allow} here`, { allow });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
