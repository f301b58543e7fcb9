import { type Decision, defineFingerprintGuard, type FingerprintGuard } from '@fingerprint-guard/core';
import { type MeterProvider, SpanKind, type TracerProvider, trace } from '@opentelemetry/api';
import { CheckMetrics } from './check-metrics.js';
import { describeDecision, describeError } from './check-span.js';
import { readOptions } from './options.js';
import { SCOPE } from './scope.js';

/** Where spans and metrics go, if not to the global providers. */
export interface InstrumentOptions {
  /** Makes the spans. @defaultValue the global one, which may also be registered later */
  tracerProvider?: TracerProvider | undefined;
  /** Takes the metrics. @defaultValue the global one, which may also be registered later */
  meterProvider?: MeterProvider | undefined;
}

/**
 * Instruments a guard with OpenTelemetry: the guard it returns does what the given one does, and every check has a span and
 * is measured. Adapters and Nest take it for a guard. Closing it closes the given guard; the providers stay the
 * application's, to flush and to shut down. With no SDK registered, checks cost next to nothing more.
 *
 * The span `fingerprint_guard.check` is active while the check runs, `onDecision` included, so what the check calls has its
 * spans below it. No attribute holds an id of an event, a visitor or a link, an address, or the message of an error.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { instrument } from '@fingerprint-guard/otel';
 *
 * const guard = instrument(createFingerprintGuard({ apiKey: process.env.FINGERPRINT_SECRET_API_KEY }));
 * ```
 * @throws FingerprintError `ERR_FP_OPTION` for anything but a guard, and for options that are no providers.
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
