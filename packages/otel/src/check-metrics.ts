import type { Decision } from '@fingerprint-guard/core';
import { type MeterProvider, metrics } from '@opentelemetry/api';
import { errorTypeOf, levelOf, outcomeOf } from './attributes.js';
import { BoundedNames } from './bounded-names.js';
import { createInstruments, type Instruments } from './instruments.js';
import { Tally } from './tally.js';

/** Far more than an application configures; reached only if names are created at run time. */
const MAX_POLICIES = 100;
const MAX_RULES = 200;

/** Measures the checks of one guard. */
export class CheckMetrics {
  readonly #given: MeterProvider | undefined;
  readonly #policies = new BoundedNames(MAX_POLICIES);
  readonly #rules = new BoundedNames(MAX_RULES);
  readonly #decisions = new Tally('policy', 'action', 'mode', 'source', 'required', 'failed_open', 'lookup');
  readonly #matches = new Tally('policy', 'rule', 'level');
  readonly #unknown = new Tally('policy', 'rule', 'level');
  #provider: MeterProvider | undefined;
  #instruments: Instruments | undefined;
  #collection: { release(): void } | undefined;
  #closed = false;

  constructor(provider: MeterProvider | undefined) {
    this.#given = provider;
  }

  /** Counts a decision that `onDecision` receives, except for a request without an event that no route requires. */
  recordDecision(decision: Decision): void {
    const instruments = this.#current();
    const { required, failedOpen, signals } = decision;
    if (!instruments || (!required && signals.reference === 'missing')) return;
    const policy = this.#policies.of(decision.policy);
    const { action, mode, source, lookup } = outcomeOf(decision);
    const attributes = { policy, action, mode, source, required, failed_open: failedOpen, lookup };
    instruments.duration.record(decision.elapsedMs / 1000, attributes);
    this.#decisions.add(policy, action, mode, source, required, failedOpen, lookup);
    for (const reasons of [decision.reasons, decision.observed])
      for (const { rule, level } of reasons) this.#matches.add(policy, this.#rules.of(rule), level);
    decision.unknown.forEach((rule, index) => {
      this.#unknown.add(policy, this.#rules.of(rule), levelOf(decision.unknownLevels?.[index]));
    });
    if (this.#closed) this.#flush();
  }

  /** Measures a check that failed without a decision. */
  recordError(error: unknown, required: boolean, elapsedMs: number): void {
    this.#current()?.duration.record(elapsedMs / 1000, { required, 'error.type': errorTypeOf(error) });
  }

  /** Detaches from the provider; what is counted later reaches it at once. */
  close(): void {
    this.#closed = true;
    this.#release();
  }

  #release(): void {
    this.#flush();
    this.#collection?.release();
  }

  #flush(): void {
    if (!this.#instruments) return;
    this.#decisions.flush(this.#instruments.decisions);
    this.#matches.flush(this.#instruments.matches);
    this.#unknown.flush(this.#instruments.unknown);
  }

  /**
   * The instruments of the current provider: unlike tracers, instruments created before a provider is registered never
   * take effect.
   */
  #current(): Instruments | undefined {
    const provider = this.#given ?? metrics.getMeterProvider();
    if (provider !== this.#provider && !this.#closed) {
      this.#release();
      this.#provider = provider;
      this.#instruments = createInstruments(provider);
      this.#collection = this.#instruments?.onCollect(() => this.#flush());
    }
    return this.#instruments;
  }
}
