import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { defineRule, type RuleDefinition } from './rule.js';

type Flag = {
  [Name in keyof FingerprintEvent]-?: FingerprintEvent[Name] extends boolean | undefined ? Name : never;
}[keyof FingerprintEvent];

interface FlagRule<Id extends string> {
  id: Id;
  description: string;
  /** The rule matches if this field of the event is true. */
  flag: Flag;
  levels: RuleDefinition['levels'];
  clientCauses?: RuleDefinition['clientCauses'];
  /** The log's message for a match. */
  message: string;
}

/** Declares a rule that depends on one flag of the event and has no options. */
export function flagRule<const Id extends string>({ flag, message, ...rule }: FlagRule<Id>) {
  return defineRule({
    ...rule,
    options: {},
    reads: ['event'],
    judge: () => (_signals, event) => event?.[flag],
    explain: () => () => ({ message }),
  });
}
