import { frozenCopy } from '../lib/frozen-copy.js';
import type { SignalPath } from '../signals/signal-path.js';
import type { SignalName } from '../signals/signals.js';
import { compileCondition } from './condition.js';
import { Issues } from './issues.js';
import type { ActiveLevel } from './level.js';
import { findRule, type RuleState } from './presets.js';
import type { Explain, Judge } from './rule.js';
import { createSample, type InSample } from './sample.js';

/** One rule, ready to judge. */
export interface CompiledRule {
  id: string;
  level: ActiveLevel;
  /** The level is a preset's. */
  ofPreset: boolean;
  /** Outside of it, the rule counts at `observe`; none where the level holds for all. */
  inSample?: InSample;
  options: RuleState['options'];
  matchesUnknown: boolean;
  /** What has to be known of a visit to judge it. */
  reads: readonly (SignalName | 'event')[];
  /** What a custom rule reads; undefined for a built-in rule. */
  paths?: readonly SignalPath[];
  judge: Judge;
  explain: Explain;
}

/** Compiles a valid rule; undefined where it is off. */
export function compileRule(
  id: string,
  { level, ofPreset, options: given }: RuleState,
): CompiledRule | undefined {
  if (level === 'off') return undefined;
  const options = frozenCopy(given);
  const definition = findRule(id);
  const compiled = definition
    ? { judge: definition.judge(options), explain: definition.explain(options), reads: definition.reads }
    : compileCustomRule(options);
  const share = options.sample as number | undefined;
  const sample = share === undefined || share === 1 ? {} : { inSample: createSample(id, share) };
  const matchesUnknown = options.whenUnknown === 'match';
  return { id, level, ofPreset, options, matchesUnknown, ...sample, ...compiled };
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
