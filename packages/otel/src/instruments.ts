import {
  type BatchObservableCallback,
  type Counter,
  createNoopMeter,
  type Histogram,
  type MeterProvider,
} from '@opentelemetry/api';
import { SCOPE } from './scope.js';

/** Seconds. A sealed or cached event takes less than a millisecond; a guard's deadline is 2 s by default. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

/** The instruments for checks. */
export interface Instruments {
  duration: Histogram;
  decisions: Counter;
  matches: Counter;
  unknown: Counter;
  /** Calls back whenever metrics are about to be collected, until `release`. */
  onCollect(callback: BatchObservableCallback): { release(): void };
}

/** The instruments of a provider; undefined for the no-op provider while no SDK is registered. */
export function createInstruments(provider: MeterProvider): Instruments | undefined {
  const meter = provider.getMeter(SCOPE);
  if (meter === createNoopMeter()) return undefined;
  return {
    duration: meter.createHistogram('fingerprint_guard.check.duration', {
      description: 'Duration of checks.',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATION_BUCKETS },
    }),
    decisions: meter.createCounter('fingerprint_guard.decisions', {
      description: 'Decisions on requests.',
      unit: '{decision}',
    }),
    matches: meter.createCounter('fingerprint_guard.rule.matches', {
      description: 'Rules that matched.',
      unit: '{match}',
    }),
    unknown: meter.createCounter('fingerprint_guard.rule.unknown', {
      description: 'Rules that were undecided because their signals were missing.',
      unit: '{decision}',
    }),
    onCollect(callback) {
      // SDKs run the callbacks of observable instruments before they collect any others. This one observes nothing, so
      // it is not exported. Observable counters instead of plain ones would not add up across several guards in a
      // process.
      const instruments = [meter.createObservableGauge('fingerprint_guard.collect')];
      meter.addBatchObservableCallback(callback, instruments);
      return { release: () => meter.removeBatchObservableCallback(callback, instruments) };
    },
  };
}
