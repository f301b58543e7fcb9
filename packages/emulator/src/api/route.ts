import type { IncomingHttpHeaders } from 'node:http';
import type { EmulatorState } from '../emulator-state.js';
import type { Answer } from '../http/answer.js';
import type { ApiCallKind } from './call-kind.js';
import type { ApiErrors } from './errors.js';

/** A request to the API. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query exactly as received. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as text, whatever type it is said to be of; `undefined` when it is longer than the emulator reads. */
  readonly body: string | undefined;
}

/** A request that has found its route. */
export interface ApiCall {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: string | undefined;
  /** What the path's group matched, decoded; empty when it can't be decoded. */
  readonly id: string;
}

/** One endpoint of one generation of the API. */
export interface ApiRoute {
  readonly kind: ApiCallKind;
  readonly method: string;
  readonly path: RegExp;
  /** What a failure of this call looks like. */
  readonly errors: ApiErrors;
  /** Whether a request is meant for this generation, where two share a path. */
  readonly isMeant?: (call: ApiCall) => boolean;
  readonly answer: (call: ApiCall, state: EmulatorState) => Answer;
}
