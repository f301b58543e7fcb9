import type { IncomingHttpHeaders } from 'node:http';
import type { EmulatorState } from '../emulator-state.js';
import type { Answer } from '../http/answer.js';

/** A request to the API. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query exactly as received. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** One endpoint of one generation of the API. */
export interface ApiRoute {
  readonly method: string;
  readonly path: RegExp;
  /** Answers a request, given what the path's groups matched. */
  readonly answer: (
    request: ApiRequest,
    query: URLSearchParams,
    groups: readonly string[],
    state: EmulatorState,
  ) => Answer;
}
