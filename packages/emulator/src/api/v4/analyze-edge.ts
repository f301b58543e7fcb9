import { readEdgeRequest } from '../../edge/edge-request.js';
import { playEdge } from '../../edge/play-edge.js';
import type { EmulatorState } from '../../emulator-state.js';
import { type Answer, json } from '../../http/answer.js';
import { V4_ERRORS } from '../errors.js';
import type { ApiCall } from '../route.js';

/** `POST /v4/edge`: analyses a request by its headers and its address. */
export function analyzeEdge({ body }: ApiCall, state: EmulatorState): Answer {
  if (body === undefined) return V4_ERRORS.of('payload_too_large');
  const request = readEdgeRequest(body);
  if (typeof request === 'string') return V4_ERRORS.of('request_cannot_be_parsed', request);
  const played = playEdge(request, state.settings.now());
  state.keepAnalysis(played);
  return json(200, played.event);
}
