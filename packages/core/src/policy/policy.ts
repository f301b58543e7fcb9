import { FingerprintError } from '../errors.js';
import type { SignalPath } from '../signals/signal-path.js';
import type { SignalName } from '../signals/signals.js';
import { compileCondition } from './condition.js';
import { frozenCopy } from './frozen-copy.js';
import type { ActiveLevel, Mode } from './level.js';
import { type LookUpTerms, lookUpTerms } from './look-up-terms.js';
import { mergePolicy } from './merge.js';
import { Mistakes } from './mistakes.js';
import type { PolicyConfig } from './policy-config.js';
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
  /** What a rule of one's own reads; undefined for a built-in rule. */
  paths?: readonly SignalPath[];
  judge: Judge;
  explain: Explain;
}

/** A policy, ready to judge: everything it extends folded in, rules that are off left out. */
export interface CompiledPolicy {
  mode: Mode;
  rules: readonly CompiledRule[];
  /** What has to be known of a visit; signals that cost a call are gathered only if they are here. */
  reads: ReadonlySet<SignalName | 'event'>;
  /** Which look-ups are of no use to it. */
  lookUpTerms: LookUpTerms;
}

const COMPILED = Symbol.for('fingerprint-guard.compiled-policy');

/** A valid policy: the configuration, frozen, with its compiled form beside it. */
export type Policy = PolicyConfig & { readonly [COMPILED]: CompiledPolicy };

/**
 * Validates, merges, compiles and freezes a policy. The argument is left as it is.
 * @throws FingerprintError `ERR_FP_POLICY` that lists every mistake at once, in `message` and in `issues`, each with its
 * path and the nearest known name: "rules.incognitto: unknown rule; did you mean incognito?".
 */
export function definePolicy(config: PolicyConfig): Policy {
  if (isPolicy(config)) return config;
  const mistakes = new Mistakes();
  const merged = mergePolicy(config, mistakes);
  if (mistakes.lines.length > 0) throw policyError(mistakes.lines);

  const rules = [...merged.rules].flatMap(([id, state]) => compileRule(id, state));
  const compiledRules = rules.map(({ rule }) => rule);
  const compiled: CompiledPolicy = {
    mode: merged.mode,
    rules: compiledRules,
    reads: new Set(rules.flatMap(({ reads }) => reads)),
    lookUpTerms: lookUpTerms(compiledRules),
  };
  const policy = { ...frozenCopy(config) };
  return Object.freeze(Object.defineProperty(policy, COMPILED, { value: compiled })) as Policy;
}

/** The compiled form of a valid policy. */
export const compiledPolicy = (policy: Policy): CompiledPolicy => policy[COMPILED];

/** The error for a policy with mistakes. */
export function policyError(lines: readonly string[]): FingerprintError {
  const count = lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`;
  return new FingerprintError('ERR_FP_POLICY', `the policy has ${count}:\n${lines.join('\n')}`, {
    issues: lines,
  });
}

function isPolicy(config: unknown): config is Policy {
  return config !== null && typeof config === 'object' && Object.hasOwn(config, COMPILED);
}

function compileRule(id: string, state: RuleState) {
  const { level, ofPreset } = state;
  if (level === 'off') return [];
  const options = frozenCopy(state.options);
  const definition = findRule(id);
  const { reads, ...compiled } = definition
    ? { judge: definition.judge(options), explain: definition.explain(options), reads: definition.reads }
    : compileOwnRule(options);
  const share = options.sample as number | undefined;
  const sample = share === undefined || share === 1 ? {} : { inSample: createSample(id, share) };
  const matchesUnknown = options.whenUnknown === 'match';
  return [
    {
      rule: { id, level, ofPreset, options, matchesUnknown, ...sample, ...compiled } satisfies CompiledRule,
      reads,
    },
  ];
}

function compileOwnRule({ when, message }: RuleState['options']) {
  const { judge, paths, because } = compileCondition(when, '', new Mistakes());
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
