import { frozenCopy } from '../lib/frozen-copy.js';
import type { SignalName } from '../signals/signals.js';
import { type AllowedAgent, allowedAgents } from './allowed-agents.js';
import { type CompiledRule, compileRule } from './compiled-rule.js';
import type { Mode } from './level.js';
import { type LookupHints, lookupHints } from './lookup-hints.js';
import { mergePolicy } from './merge.js';
import { type PolicyConfig, type PresetName, policyConfig } from './policy-config.js';
import type { RuleState } from './presets.js';
import { policyRevision } from './revision.js';
import { aiAgent } from './rules/ai-agent.js';

/** A policy, ready to judge: merged with everything that it extends, without the rules that are off. */
export interface CompiledPolicy {
  mode: Mode;
  rules: readonly CompiledRule[];
  /** The place where the mode was set: `mode`, or a path in what the policy extends; `default` if nowhere. */
  modeFrom: string;
  /** The setting of every rule, also of those that are off. */
  settings: ReadonlyMap<string, RuleState>;
  /** The signals that the policy reads; signals that cost a call are collected only if they are here. */
  reads: ReadonlySet<SignalName | 'event'>;
  /** The signals that its rules at challenge or deny read. */
  decisiveReads: ReadonlySet<SignalName | 'event'>;
  /** The hints about lookups that are of no use to it. */
  lookupHints: LookupHints;
  /** The hash of its meaning, 12 hexadecimal digits. */
  revision: string;
}

const COMPILED = Symbol.for('fingerprint-guard.compiled-policy');

/** A valid policy: the frozen configuration together with its compiled form. */
export type Policy = PolicyConfig & { readonly [COMPILED]: CompiledPolicy };

/**
 * Validates, merges, compiles and freezes a policy, or a preset by its name. The argument is not changed.
 * @throws FingerprintError `ERR_FP_POLICY` that lists every issue at once, in `message` and in `issues`, each with its
 * path and the nearest known name: "rules.incognitto: unknown rule; did you mean incognito?".
 * @example
 * ```ts
 * import { definePolicy } from '@fingerprint-guard/core';
 *
 * const login = definePolicy({
 *   extends: 'recommended',
 *   rules: {
 *     'bad-bot': 'deny',
 *     'stale-event': ['deny', { maxAgeMs: 60_000 }],
 *     'private-and-suspicious': ['deny', { when: { incognito: true, suspectScore: { gte: 15 } } }],
 *   },
 * });
 * ```
 */
export function definePolicy(given: PolicyConfig | PresetName): Policy {
  if (isPolicy(given)) return given;
  const config = policyConfig(given);
  const { mode, modeFrom, rules: settings } = mergePolicy(config);
  const allow = settings.get(aiAgent.id)?.options.allow as readonly AllowedAgent[] | undefined;
  const isAllowed = allowedAgents(allow);
  const rules = [...settings].flatMap(([id, state]) => compileRule(id, state, isAllowed) ?? []);
  const compiled: CompiledPolicy = {
    mode,
    modeFrom,
    rules,
    settings,
    reads: new Set(rules.flatMap(({ reads }) => reads)),
    decisiveReads: new Set(rules.flatMap(({ level, reads }) => (level === 'observe' ? [] : reads))),
    lookupHints: lookupHints(rules),
    revision: policyRevision({ mode, rules, allow }),
  };
  const policy = { ...frozenCopy(config) };
  return Object.freeze(Object.defineProperty(policy, COMPILED, { value: compiled })) as Policy;
}

/** The compiled form of a valid policy. */
export const compiledPolicy = (policy: Policy): CompiledPolicy => policy[COMPILED];

function isPolicy(config: unknown): config is Policy {
  return config !== null && typeof config === 'object' && Object.hasOwn(config, COMPILED);
}
