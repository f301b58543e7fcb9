import { FingerprintError } from '../lib/errors.js';
import type { FingerprintGuardOptions } from '../options.js';
import { requireIncomingRequest, requireRawHeaders } from '../request/request-shape.js';
import { check } from './check.js';
import { requireCheckOptions } from './check-options.js';
import { configure } from './configure.js';
import { defineFingerprintGuard, type FingerprintGuard } from './fingerprint-guard.js';
import { RequestMemos } from './request-memo.js';
import type { Runtime } from './runtime.js';

/** Builds a guard from a runtime's parts, as `createFingerprintGuard` does. */
export function createGuard(options: FingerprintGuardOptions, runtime: Runtime): FingerprintGuard {
  const pipeline = configure(options, runtime);
  const memos = new RequestMemos();
  // An analysis has its own memo: a route that requires the event of a page must not find the result here.
  const edgeMemos = new RequestMemos();
  let closing: Promise<void> | undefined;
  const assertOpen = () => {
    if (closing) throw new FingerprintError('ERR_FP_CLOSED', 'the guard is closed');
  };

  return defineFingerprintGuard({
    async check(received, policy, options = {}) {
      assertOpen();
      requireIncomingRequest(received);
      requireCheckOptions(options);
      // Before the check is admitted and timed, because the client decides how long its body takes.
      const { readBody } = options;
      const request = readBody ? await pipeline.withBody(received, readBody) : received;
      const memo = memos.of(options.native);
      return pipeline.admission.run((admitted) =>
        check(pipeline, { memo, admitted }, request, policy, options),
      );
    },
    async checkEdge(request, policy, options = {}) {
      assertOpen();
      requireIncomingRequest(request);
      requireRawHeaders(request);
      requireCheckOptions(options);
      const memo = edgeMemos.of(options.native);
      return pipeline.admission.run((admitted) =>
        check(pipeline, { memo, admitted, edge: true }, request, policy, {
          ...options,
          claim: false,
        }),
      );
    },
    requirePolicy: (policy, how) => pipeline.requirePolicy(policy, how),
    setPolicies(policies) {
      assertOpen();
      pipeline.setPolicies(policies);
    },
    api: pipeline.api,
    doctor: () => pipeline.doctor.findings(),
    createWebhookReceiver(options) {
      const receive = pipeline.createWebhookReceiver(options);
      return async (delivery) => {
        assertOpen();
        return receive(delivery);
      };
    },
    async warmUp() {
      if (!closing) await pipeline.warmUp();
    },
    close() {
      closing ??= pipeline.close();
      return closing;
    },
  });
}
