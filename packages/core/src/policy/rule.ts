import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { SignalName, Signals } from '../signals/signals.js';
import type { Level } from './level.js';
import type { OptionSpec, OptionsOf } from './option.js';
import type { Truth } from './three-valued.js';

/** The explanation of a match, for the log. Never shown to the client. */
export interface Finding {
  /** The explanation in words. */
  message: string;
  /** The observed value. */
  actual?: unknown;
  /** The allowed value. */
  expected?: unknown;
}

/** Judges a visit: true if the rule matches, undefined if its signals are not known. Pure and synchronous. */
export type Judge = (signals: Signals, event: FingerprintEvent | undefined) => Truth;

/** Explains why a rule matched. */
export type Explain = (signals: Signals, event: FingerprintEvent | undefined) => Finding;

/** One rule of the catalogue. `judge` and `explain` are called once per policy with its options. */
export interface RuleDefinition<Id extends string = string, Specs = Record<string, OptionSpec<unknown>>> {
  id: Id;
  /** One line for the table of rules. */
  description: string;
  levels: { recommended: Level; strict: Level };
  options: Specs;
  /** The signals that judging a visit needs; the guard collects only what a policy reads. */
  reads: readonly (SignalName | 'event')[];
  /**
   * True if a client can cause a match of the rule at will: by a request with nothing to judge, or by a failure that
   * leaves too little to judge. At a level below challenge, such a client gets past the rules that read what is then
   * missing.
   */
  clientCauses?: 'no-event' | 'failure' | undefined;
  /** The rule does not match agents that the rule `ai-agent` allows. */
  sparesAllowedAgents?: true;
  judge(options: OptionsOf<Specs>): Judge;
  explain(options: OptionsOf<Specs>): Explain;
}

/** Declares a rule; the types of its options follow from their specifications. */
export function defineRule<const Id extends string, Specs extends Record<string, OptionSpec<unknown>>>(
  rule: RuleDefinition<Id, Specs>,
): RuleDefinition<Id, Specs> {
  return rule;
}
