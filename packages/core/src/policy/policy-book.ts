import type { ApiVersion } from '../event/generation.js';
import { didYouMean } from '../lib/did-you-mean.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { findIssues, plainObject, throwIfAny } from '../lib/option-checks.js';
import { policyError } from './issues.js';
import { type CompiledPolicy, compiledPolicy, definePolicy } from './policy.js';
import { isPresetName, type PolicyConfig, PRESET_NAMES, type PresetName } from './policy-config.js';
import { policyNameIssue } from './policy-name.js';

/** The bounds that no policy of a guard may exceed. */
export interface PolicyBounds {
  /** In ms. */
  maxEventAgeMs: number;
  /** In ms. */
  maxClockSkewMs: number;
  apiVersion: ApiVersion;
}

/** A policy and its name in decisions. */
export interface NamedPolicy {
  name: string;
  compiled: CompiledPolicy;
  /** The policy that is evaluated alongside, and never changes the answer. */
  shadow?: NamedPolicy;
}

/** Policies to replace those of a guard. Omitted options stay as they are. */
export interface GuardPolicies {
  /** The policy of a check that names none: a policy, or the name of a preset or of one of `policies`. */
  policy?: PolicyConfig | string | undefined;
  /** All policies by name, each a policy or the name of a preset: a policy that is not among them is removed. */
  policies?: Readonly<Record<string, PolicyConfig | PresetName>> | undefined;
}

/** The shadow of each policy, by their names. */
export type ShadowOption = Readonly<Record<string, string>>;

/** The policies of a guard. They change all at once or not at all; a policy that was found earlier stays valid. */
export class PolicyBook {
  readonly #bounds: PolicyBounds;
  readonly #shadows: ShadowOption;
  /** Names that a route or a shadow requires. */
  readonly #required = new Set<string>();
  /** The presets that were requested by name. */
  readonly #presets = new Map<PresetName, NamedPolicy>();
  #policy: PolicyConfig | string;
  #byName: ReadonlyMap<string, NamedPolicy>;

  /**
   * Validates all policies of a guard at once.
   * @throws FingerprintError `ERR_FP_POLICY` that lists every issue of every policy, `ERR_FP_UNKNOWN_POLICY` if
   * `shadows` names one that does not exist.
   */
  constructor({ policy = {}, policies = {} }: GuardPolicies, bounds: PolicyBounds, shadows: ShadowOption) {
    this.#bounds = bounds;
    this.#shadows = shadows;
    this.#policy = policy;
    this.#byName = this.#compile({ policy, policies });
  }

  /** The default policy, then the named ones. */
  get policies(): readonly NamedPolicy[] {
    return [...this.#byName.values()];
  }

  /**
   * Finds the policy of a check: by name, inline, or the default. A name is that of one of the guard's policies, else that of
   * a preset.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY`.
   */
  find(policy: string | PolicyConfig = 'default'): NamedPolicy {
    if (typeof policy !== 'string') return { name: 'inline', compiled: readPolicy(policy, this.#bounds) };
    return this.#findByName(this.#byName, policy);
  }

  /** Does the same for a caller that depends on the policy: the name can no longer be removed. */
  require(policy: string | PolicyConfig | undefined): NamedPolicy {
    const found = this.find(policy);
    if (found.name !== 'inline') this.#required.add(found.name);
    return found;
  }

  /**
   * Replaces the policies once all new ones are valid.
   * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY`, or `ERR_FP_UNKNOWN_POLICY` if a required name is
   * missing; the policies then stay as they are.
   */
  replace(given: GuardPolicies): void {
    throwIfAny(findIssues(given, { policy: () => undefined, policies: plainObject }, '{ policy, policies }'));
    const byName = this.#compile(given);
    for (const name of this.#required) this.#findByName(byName, name, 'a route requires it: ');
    this.#byName = byName;
    if (given.policy !== undefined) this.#policy = given.policy;
  }

  /** Compiles the given policies, keeps the others, and resolves shadows. */
  #compile(given: GuardPolicies): ReadonlyMap<string, NamedPolicy> {
    const issues: string[] = [];
    const read = (path: string, config: PolicyConfig | string): CompiledPolicy | undefined => {
      if (typeof config === 'string' && !isPresetName(config)) {
        issues.push(`${path}: neither a policy nor the name of one${didYouMean(config, PRESET_NAMES)}`);
        return undefined;
      }
      try {
        return readPolicy(config, this.#bounds);
      } catch (error) {
        if (!isFingerprintError(error) || !error.issues) throw error;
        issues.push(...error.issues.map((issue) => `${path}.${issue}`));
        return undefined;
      }
    };
    const policy = given.policy === undefined ? this.#policy : given.policy;
    const names = given.policies
      ? Object.keys(given.policies)
      : this.policies.slice(1).map(({ name }) => name);
    // The default may be the name of another policy: it follows that policy when it is replaced.
    const isNamed =
      typeof policy === 'string' && names.includes(policy) && policyNameIssue(policy) === undefined;
    const keepsDefault = given.policy === undefined && typeof policy !== 'string';
    const unnamed = keepsDefault ? this.#byName.get('default')?.compiled : !isNamed && read('policy', policy);

    const named = new Map<string, CompiledPolicy>();
    if (given.policies === undefined)
      for (const { name, compiled } of this.policies.slice(1)) named.set(name, compiled);
    for (const [name, config] of Object.entries(given.policies ?? {})) {
      const compiled = read(`policies.${name}`, config);
      const nameIssue = policyNameIssue(name);
      if (nameIssue !== undefined) issues.push(`policies.${name}: ${nameIssue}`);
      if (compiled) named.set(name, compiled);
    }
    const standard = unnamed || named.get(String(policy));
    if (issues.length > 0 || standard === undefined) throw policyError(issues);
    return this.#withShadows(new Map([['default', standard], ...named]));
  }

  #withShadows(compiled: ReadonlyMap<string, CompiledPolicy>): ReadonlyMap<string, NamedPolicy> {
    const plain = new Map([...compiled].map(([name, policy]) => [name, { name, compiled: policy }]));
    const byName = new Map<string, NamedPolicy>(plain);
    for (const [name, shadow] of Object.entries(this.#shadows)) {
      const path = `shadow.${name}: `;
      byName.set(name, {
        ...this.#findByName(plain, name, path),
        shadow: this.#findByName(plain, shadow, path),
      });
    }
    return byName;
  }

  #findByName(byName: ReadonlyMap<string, NamedPolicy>, name: string, path = ''): NamedPolicy {
    const found = byName.get(name);
    if (found) return found;
    if (isPresetName(name)) return this.#preset(name);
    const hint = didYouMean(name, [...byName.keys(), ...PRESET_NAMES]);
    throw new FingerprintError('ERR_FP_UNKNOWN_POLICY', `${path}the guard has no policy '${name}'${hint}`);
  }

  #preset(name: PresetName): NamedPolicy {
    const preset = this.#presets.get(name) ?? { name, compiled: readPolicy(name, this.#bounds) };
    this.#presets.set(name, preset);
    return preset;
  }
}

/** The rule options that a guard bounds. */
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
