import type { Decision, ProblemResponse } from '@fingerprint-guard/core';
import { HttpException } from '@nestjs/common';

/** A request that the guard stopped. A filter of the application's own may answer it in another form. */
export class FingerprintDeniedException extends HttpException {
  /**
   * @param decision Why it was stopped. For the server's log: rules and signals are not for the client.
   * @param problem What the client is told: status, headers and problem details.
   */
  constructor(
    readonly decision: Decision,
    readonly problem: ProblemResponse,
  ) {
    super({ ...problem.body }, problem.status);
  }
}
