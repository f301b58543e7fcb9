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
  /** The body as a string, whatever its declared type; `undefined` if it is longer than the emulator reads. */
  readonly body: string | undefined;
}

/** A request together with its route. */
export interface ApiCall {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: string | undefined;
  /** The decoded match of the path's group; empty if it cannot be decoded. */
  readonly id: string;
}

/** One endpoint of one generation of the API. */
export interface ApiRoute {
  readonly kind: ApiCallKind;
  readonly method: string;
  readonly path: RegExp;
  /** The shape of this call's errors. */
  readonly errors: ApiErrors;
  /** True if a request is meant for this generation, when two share a path. */
  readonly isMeant?: (call: ApiCall) => boolean;
  readonly answer: (call: ApiCall, state: EmulatorState) => Answer;
}
