import type { Decision } from '@fingerprint-guard/core';
import { type Counter, type Histogram, type MeterProvider, metrics } from '@opentelemetry/api';
import { errorTypeOf, outcomeOf } from './attributes.js';
import { BoundedNames } from './bounded-names.js';
import { SCOPE } from './scope.js';

/** Seconds. A sealed or cached event takes less than a millisecond; a guard's deadline is 2 s by default. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

/** Far above what an application configures; it is reached where names are made up as it runs. */
const MAX_POLICIES = 100;
const MAX_RULES = 200;

interface Instruments {
  duration: Histogram;
  decisions: Counter;
  matches: Counter;
  unknown: Counter;
}

/** Measures checks. */
export class CheckMetrics {
  readonly #given: MeterProvider | undefined;
  readonly #policies = new BoundedNames(MAX_POLICIES);
  readonly #rules = new BoundedNames(MAX_RULES);
  #provider: MeterProvider | undefined;
  #instruments: Instruments | undefined;

  constructor(provider: MeterProvider | undefined) {
    this.#given = provider;
  }

  /** Counts a decision that `onDecision` is told of; a look at a request that names no event is none. */
  recordDecision(decision: Decision, required: boolean): void {
    if (!required && decision.signals.reference === 'missing') return;
    const { duration, decisions, matches, unknown } = this.#current();
    const policy = this.#policies.of(decision.policy);
    const attributes = {
      policy,
      ...outcomeOf(decision),
      required,
      failed_open: decision.failedOpen,
    };
    duration.record(decision.elapsedMs / 1000, attributes);
    decisions.add(1, attributes);
    for (const reasons of [decision.reasons, decision.observed])
      for (const { rule, level } of reasons) matches.add(1, { policy, rule: this.#rules.of(rule), level });
    for (const rule of decision.unknown) unknown.add(1, { policy, rule: this.#rules.of(rule) });
  }

  /** Measures a check that failed, and so decided nothing. */
  recordError(error: unknown, required: boolean, elapsedMs: number): void {
    this.#current().duration.record(elapsedMs / 1000, { required, 'error.type': errorTypeOf(error) });
  }

  /** The instruments of the provider in force: unlike tracers, those made before one is registered stay without effect. */
  #current(): Instruments {
    const provider = this.#given ?? metrics.getMeterProvider();
    if (this.#instruments === undefined || provider !== this.#provider) {
      this.#provider = provider;
      this.#instruments = createInstruments(provider);
    }
    return this.#instruments;
  }
}

function createInstruments(provider: MeterProvider): Instruments {
  const meter = provider.getMeter(SCOPE);
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
  };
}
