import { FingerprintError, isFingerprintGuard } from '@fingerprint-guard/core';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';

/** The providers for spans and metrics, in place of the global ones. */
export interface InstrumentOptions {
  /** Creates the spans. @defaultValue the global one, which may also be registered later */
  tracerProvider?: TracerProvider | undefined;
  /** Receives the metrics. @defaultValue the global one, which may also be registered later */
  meterProvider?: MeterProvider | undefined;
}

/**
 * Validates the arguments of `instrument`.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function readOptions(guard: unknown, options: InstrumentOptions): InstrumentOptions {
  if (!isFingerprintGuard(guard)) throw issue('expected a guard, such as one from createFingerprintGuard()');
  if (options === null || typeof options !== 'object')
    throw issue('expected options such as { tracerProvider }');
  const { tracerProvider, meterProvider, ...rest } = options;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw issue(`${unknown}: unknown option`);
  if (tracerProvider !== undefined && typeof tracerProvider?.getTracer !== 'function')
    throw issue('tracerProvider: expected a TracerProvider of OpenTelemetry');
  if (meterProvider !== undefined && typeof meterProvider?.getMeter !== 'function')
    throw issue('meterProvider: expected a MeterProvider of OpenTelemetry');
  return { tracerProvider, meterProvider };
}

function issue(message: string): FingerprintError {
  return new FingerprintError('ERR_FP_OPTION', message);
}
