import type { ApiVersion } from '../event/generation.js';
import { didYouMean } from '../lib/did-you-mean.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { policyError } from './issues.js';
import { type CompiledPolicy, compiledPolicy, definePolicy } from './policy.js';
import { isPresetName, type PolicyConfig, PRESET_NAMES, type PresetName } from './policy-config.js';

/** What no policy of a guard may exceed. */
export interface PolicyBounds {
  /** ms. */
  maxEventAgeMs: number;
  /** ms. */
  maxClockSkewMs: number;
  apiVersion: ApiVersion;
}

/** A policy as a decision names it. */
export interface NamedPolicy {
  name: string;
  compiled: CompiledPolicy;
}

/** The policies of a guard. */
export interface PolicyBook {
  /**
   * The policy of a check: by name, given in line, or the default. A name is that of one of the guard's policies, else that
   * of a preset.
   */
  find(policy: string | PolicyConfig | undefined): NamedPolicy;
  /** The default, then those with names of their own. */
  policies: readonly NamedPolicy[];
}

/** What decisions call the guard's own policy, and one given in line. */
const RESERVED = ['default', 'inline'];

/**
 * Validates all policies of a guard at once.
 * @param fallback The default, or its name.
 * @throws FingerprintError `ERR_FP_POLICY` that lists every issue of every policy.
 */
export function createPolicyBook(
  configs: Readonly<Record<string, PolicyConfig | PresetName>>,
  fallback: PolicyConfig | string,
  bounds: PolicyBounds,
): PolicyBook {
  const issues: string[] = [];
  const read = (path: string, config: PolicyConfig | string): CompiledPolicy | undefined => {
    if (typeof config === 'string' && !isPresetName(config)) {
      issues.push(`${path}: neither a policy nor the name of one${didYouMean(config, PRESET_NAMES)}`);
      return undefined;
    }
    try {
      return readPolicy(config, bounds);
    } catch (error) {
      if (!isFingerprintError(error) || !error.issues) throw error;
      issues.push(...error.issues.map((issue) => `${path}.${issue}`));
      return undefined;
    }
  };
  const isNamed = typeof fallback === 'string' && Object.hasOwn(configs, fallback);
  const unnamed = isNamed ? undefined : read('policy', fallback);
  const named: NamedPolicy[] = [];
  for (const [name, config] of Object.entries(configs)) {
    const compiled = read(`policies.${name}`, config);
    if (RESERVED.includes(name)) issues.push(`policies.${name}: a reserved name`);
    if (compiled) named.push({ name, compiled });
  }
  const standard = isNamed ? named.find(({ name }) => name === fallback)?.compiled : unnamed;
  if (issues.length > 0 || standard === undefined) throw policyError(issues);
  const policies = [{ name: 'default', compiled: standard }, ...named];
  const byName = new Map(policies.map((policy) => [policy.name, policy]));

  return {
    policies,
    find(policy = 'default') {
      if (typeof policy !== 'string') return { name: 'inline', compiled: readPolicy(policy, bounds) };
      const found = byName.get(policy);
      if (found) return found;
      if (isPresetName(policy)) {
        const preset = { name: policy, compiled: readPolicy(policy, bounds) };
        byName.set(policy, preset);
        return preset;
      }
      const hint = didYouMean(policy, [...byName.keys(), ...PRESET_NAMES]);
      throw new FingerprintError('ERR_FP_UNKNOWN_POLICY', `the guard has no policy '${policy}'${hint}`);
    },
  };
}

/** The options that a guard has a bound for. */
const BOUNDED = [
  ['stale-event', 'maxAgeMs', 'maxEventAgeMs'],
  ['future-event', 'maxSkewMs', 'maxClockSkewMs'],
] as const;

function readPolicy(config: PolicyConfig | PresetName, bounds: PolicyBounds): CompiledPolicy {
  const compiled = compiledPolicy(definePolicy(config));
  const issues: string[] = [];
  for (const [rule, option, boundName] of BOUNDED) {
    const value = compiled.rules.find(({ id }) => id === rule)?.options[option];
    const bound = bounds[boundName];
    if (typeof value === 'number' && value > bound)
      issues.push(`rules.${rule}.${option}: ${value} is above the guard's ${boundName} (${bound})`);
  }
  if (compiled.lookupHints.rulesetId !== undefined && bounds.apiVersion !== 'v4')
    issues.push(
      `rules.ruleset.rulesetId: rulesets are not part of the Server API of ${bounds.apiVersion}: v4 has them`,
    );
  if (issues.length > 0) throw policyError(issues);
  return compiled;
}
