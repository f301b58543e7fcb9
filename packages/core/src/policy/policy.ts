import { FingerprintError } from '../errors.js';
import type { SignalName } from '../signals/signals.js';
import { compileCondition } from './condition.js';
import type { ActiveLevel, Mode } from './level.js';
import { type LookUpTerms, lookUpTerms } from './look-up-terms.js';
import { mergePolicy } from './merge.js';
import { Mistakes } from './mistakes.js';
import type { PolicyConfig } from './policy-config.js';
import { findRule, type RuleState } from './presets.js';
import type { Explain, Judge } from './rule.js';

/** One rule, ready to judge. */
export interface CompiledRule {
  id: string;
  level: ActiveLevel;
  options: RuleState['options'];
  matchesUnknown: boolean;
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
  const policy = { ...(frozenCopy(config) as PolicyConfig) };
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

function compileRule(id: string, { level, options }: RuleState) {
  if (level === 'off') return [];
  const definition = findRule(id);
  const { judge, explain, reads } = definition
    ? { judge: definition.judge(options), explain: definition.explain(options), reads: definition.reads }
    : compileOwnRule(id, options);
  const matchesUnknown = options.whenUnknown === 'match';
  return [{ rule: { id, level, options, matchesUnknown, judge, explain } satisfies CompiledRule, reads }];
}

function compileOwnRule(id: string, { when }: RuleState['options']) {
  const condition = compileCondition(when, '', new Mistakes());
  const explain: Explain = () => ({ message: `the condition of '${id}' holds`, expected: when });
  return { ...condition, explain };
}

/** A frozen copy of plain JSON; a policy it extends is valid and frozen already. */
function frozenCopy(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || isPolicy(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, field]) => [key, frozenCopy(field)])),
  );
}
