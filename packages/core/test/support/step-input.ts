import type { StepInput } from '../../src/guard/pipeline.js';
import { RequestMemo } from '../../src/guard/request-memo.js';
import { Deadline } from '../../src/lib/deadline.js';
import { clock } from './clock.js';

/** The input of a pipeline step, by default for a request without any results yet. */
export const stepInput = (given: Partial<StepInput>): StepInput => ({
  memo: new RequestMemo(),
  request: { method: 'POST', url: '/', headers: {} },
  context: undefined,
  clientIp: undefined,
  event: undefined,
  reads: new Set(),
  deadline: new Deadline(2000, clock),
  ...given,
});
