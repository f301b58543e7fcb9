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

/** What checks are measured by. */
export interface Instruments {
  duration: Histogram;
  decisions: Counter;
  matches: Counter;
  unknown: Counter;
  /** Calls this whenever metrics are about to be collected, until `release`. */
  onCollect(callback: BatchObservableCallback): { release(): void };
}

/** The instruments of a provider; undefined for the one that stands in while no SDK is registered. */
export function createInstruments(provider: MeterProvider): Instruments | undefined {
  const meter = provider.getMeter(SCOPE);
  if (meter === createNoopMeter()) return undefined;
  return {
    duration: meter.createHistogram('fingerprint_guard.check.duration', {
      description: 'How long checks take.',
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
      description: 'Rules that could not be judged, as their signals were missing.',
      unit: '{decision}',
    }),
    onCollect(callback) {
      // SDKs call back for observable instruments before they collect any other. This one observes nothing, so it is not
      // exported. Observable counters in place of the plain ones would not add up if a process has several guards.
      const instruments = [meter.createObservableGauge('fingerprint_guard.collect')];
      meter.addBatchObservableCallback(callback, instruments);
      return { release: () => meter.removeBatchObservableCallback(callback, instruments) };
    },
  };
}
