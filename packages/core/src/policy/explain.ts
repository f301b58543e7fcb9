import { sectionOf } from '../lib/errors.js';
import { frozenCopy } from '../lib/frozen-copy.js';
import type { SignalName } from '../signals/signals.js';
import type { Level, Mode } from './level.js';
import { compiledPolicy, definePolicy } from './policy.js';
import type { PolicyConfig, PresetName } from './policy-config.js';
import { findRule } from './presets.js';

/**
 * The place where a setting comes from: a path in the policy, such as `rules.vpn` or `extends[1].rules.vpn`; a preset with the
 * path that names it, such as `extends: strict`; `recommended`, which a policy extends by default; or `default`.
 */
export type SettingSource = string;

/** One rule with its setting in a policy. */
export interface ExplainedRule {
  /** The name of the rule. */
  readonly rule: string;
  /** The case in which it matches, in words; for a custom rule, its `message`. */
  readonly description: string;
  /** The document, below `node_modules`, and its section on the rule; none for a custom rule. */
  readonly help?: string;
  /** The level of the rule. */
  readonly level: Level;
  /** The place where the level was set. */
  readonly levelFrom: SettingSource;
  /** Every option that has a value. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The place where each of these options was set. */
  readonly optionsFrom: Readonly<Record<string, SettingSource>>;
  /**
   * The signals that the rule reads; `event` if it reads more of the event than its signals. Empty for a rule that is
   * off.
   */
  readonly reads: readonly (SignalName | 'event')[];
}

/** A policy with all that it extends. */
export interface ExplainedPolicy {
  /** The mode of the policy. */
  readonly mode: Mode;
  /** The place where the mode was set. */
  readonly modeFrom: SettingSource;
  /** Every rule, also those that are off, in the order of evaluation. */
  readonly rules: readonly ExplainedRule[];
}

/**
 * Explains the result of merging a policy: every rule with its level and options, and where each was set. Plain data,
 * frozen; `console.table` shows it well.
 * @throws FingerprintError `ERR_FP_POLICY` when the policy has issues.
 * @example
 * ```ts
 * import { explainPolicy } from '@fingerprint-guard/core';
 *
 * const { mode, rules } = explainPolicy({ extends: 'strict', rules: { vpn: 'off' } });
 * console.table(rules.map(({ rule, level, levelFrom }) => ({ rule, level, levelFrom })));
 * ```
 */
export function explainPolicy(policy: PolicyConfig | PresetName): ExplainedPolicy {
  const { mode, modeFrom, settings, rules } = compiledPolicy(definePolicy(policy));
  const readsOf = new Map(rules.map(({ id, reads }) => [id, [...new Set(reads)]]));
  const explained = [...settings].map(([rule, { level, levelFrom, options, optionsFrom }]) => {
    const set = Object.entries(options).filter(([, value]) => value !== undefined);
    const definition = findRule(rule);
    return {
      rule,
      description: definition?.description ?? String(options.message ?? 'A custom rule.'),
      ...(definition ? { help: sectionOf('rules', rule) } : {}),
      level,
      levelFrom,
      options: Object.fromEntries(set),
      optionsFrom: Object.fromEntries(set.map(([name]) => [name, optionsFrom[name] ?? 'default'])),
      reads: readsOf.get(rule) ?? [],
    };
  });
  return frozenCopy({ mode, modeFrom, rules: explained });
}
