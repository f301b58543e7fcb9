import { type Decision, defineFingerprintGuard, type FingerprintGuard } from '@fingerprint-guard/core';
import { SpanKind, trace } from '@opentelemetry/api';
import { CheckMetrics } from './check-metrics.js';
import { describeDecision, describeError } from './check-span.js';
import { type InstrumentOptions, readOptions } from './options.js';
import { SCOPE } from './scope.js';

/**
 * Instruments a guard with OpenTelemetry: the returned guard works like the given one, and every check has a span and metrics.
 * Pass it wherever a guard is expected. Closing it closes the given guard; flushing the providers and shutting them down is up to
 * the application. Without a registered SDK, a check costs almost nothing more.
 *
 * The span `fingerprint_guard.check` is active while the check runs, including `onDecision`, so spans of the calls that it makes are
 * its children. No attribute contains an event ID, a visitor ID, a linked ID, an address, or the message of an error.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { instrument } from '@fingerprint-guard/otel';
 *
 * const guard = instrument(createFingerprintGuard({ apiKey: process.env.FINGERPRINT_SECRET_API_KEY }));
 * ```
 * @throws FingerprintError `ERR_FP_OPTION` if the first argument is not a guard, or an option is not a provider.
 */
export function instrument(guard: FingerprintGuard, options: InstrumentOptions = {}): FingerprintGuard {
  const { tracerProvider = trace, meterProvider } = readOptions(guard, options);
  const tracer = tracerProvider.getTracer(SCOPE);
  const metrics = new CheckMetrics(meterProvider);

  const measured = (required: boolean, check: () => Promise<Decision>) =>
    tracer.startActiveSpan('fingerprint_guard.check', { kind: SpanKind.INTERNAL }, async (span) => {
      const started = performance.now();
      try {
        const decision = await check();
        metrics.recordDecision(decision);
        if (span.isRecording()) describeDecision(span, decision);
        return decision;
      } catch (error) {
        metrics.recordError(error, required, performance.now() - started);
        describeError(span, error);
        throw error;
      } finally {
        span.end();
      }
    });

  return defineFingerprintGuard({
    ...guard,
    check: (request, policy, options) =>
      measured(options?.required ?? true, () => guard.check(request, policy, options)),
    checkEdge: (request, policy, options) =>
      measured(options?.required ?? true, () => guard.checkEdge(request, policy, options)),
    close: () => guard.close().finally(() => metrics.close()),
  });
}
