import { frozenCopy } from '../lib/frozen-copy.js';
import type { SignalPath } from '../signals/signal-path.js';
import type { SignalName } from '../signals/signals.js';
import { AGENT_PROOF, type IsAllowedAgent } from './allowed-agents.js';
import { compileCondition } from './condition.js';
import { Issues } from './issues.js';
import type { ActiveLevel } from './level.js';
import { findRule, type RuleState } from './presets.js';
import type { Explain, Judge, RuleDefinition } from './rule.js';
import { createSample, type InSample } from './sample.js';

/** One rule, ready to judge. */
export interface CompiledRule {
  id: string;
  level: ActiveLevel;
  /** The level was set by a preset. */
  ofPreset: boolean;
  /** Outside of it, the rule counts at `observe`; undefined if the level applies to all visitors. */
  inSample?: InSample;
  options: RuleState['options'];
  matchesUnknown: boolean;
  /** The signals that judging a visit needs. */
  reads: readonly (SignalName | 'event')[];
  /** The paths that a custom rule reads; undefined for a built-in rule. */
  paths?: readonly SignalPath[];
  judge: Judge;
  explain: Explain;
}

/** Compiles a valid rule of a policy that allows these agents; undefined if it is off. */
export function compileRule(
  id: string,
  { level, ofPreset, options: given }: RuleState,
  isAllowed: IsAllowedAgent | undefined,
): CompiledRule | undefined {
  if (level === 'off') return undefined;
  const options = frozenCopy(given);
  const definition = findRule(id);
  const compiled = definition ? compileBuiltIn(definition, options, isAllowed) : compileCustomRule(options);
  const share = options.sample as number | undefined;
  const sample = share === undefined || share === 1 ? {} : { inSample: createSample(id, share) };
  const matchesUnknown = options.whenUnknown === 'match';
  return { id, level, ofPreset, options, matchesUnknown, ...sample, ...compiled };
}

function compileBuiltIn(
  definition: RuleDefinition,
  options: RuleState['options'],
  isAllowed: IsAllowedAgent | undefined,
) {
  const judge = definition.judge(options);
  const explain = definition.explain(options);
  if (!definition.sparesAllowedAgents || !isAllowed) return { judge, explain, reads: definition.reads };
  const sparing: Judge = (signals, event) => (isAllowed(signals) ? false : judge(signals, event));
  return { judge: sparing, explain, reads: [...definition.reads, ...AGENT_PROOF] };
}

function compileCustomRule({ when, message }: RuleState['options']) {
  const { judge, paths, because } = compileCondition(when, '', new Issues());
  const explain: Explain = (signals, event) => {
    const clauses = because(signals, event);
    return {
      message: typeof message === 'string' ? message : clauses.map(({ text }) => text).join(' and '),
      actual: Object.fromEntries(clauses.map(({ signal, actual }) => [signal, actual])),
      expected: when,
    };
  };
  return { judge, explain, paths, reads: paths.map(({ reads }) => reads) };
}
