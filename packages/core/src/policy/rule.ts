import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { SignalName, Signals } from '../signals/signals.js';
import type { Level } from './level.js';
import type { OptionSpec, OptionsOf } from './option.js';
import type { Truth } from './three-valued.js';

/** What the log says of a rule that matched. Never shown to the client. */
export interface Finding {
  /** In words a person understands. */
  message: string;
  /** What was seen. */
  actual?: unknown;
  /** What was allowed. */
  expected?: unknown;
}

/** Judges a visit: true if the rule matches, undefined if its signals are not known. Pure and synchronous. */
export type Judge = (signals: Signals, event: FingerprintEvent | undefined) => Truth;

/** Says what a rule that matched has seen. */
export type Explain = (signals: Signals, event: FingerprintEvent | undefined) => Finding;

/** One rule of the catalogue. `judge` and `explain` are called once per policy with its options. */
export interface RuleDefinition<Id extends string = string, Specs = Record<string, OptionSpec<unknown>>> {
  id: Id;
  /** One line for the table of rules. */
  description: string;
  levels: { recommended: Level; strict: Level };
  options: Specs;
  /** What has to be known of a visit to judge it; the guard gathers only what a policy reads. */
  reads: readonly (SignalName | 'event')[];
  /**
   * A client can cause what it matches whenever it likes: a request with nothing to judge, or a failure that leaves
   * too little to judge. Below challenge, such a client gets past the rules that read what is then missing.
   */
  clientCauses?: 'no-event' | 'failure' | undefined;
  /** It matches no agent that the rule `ai-agent` allows. */
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
