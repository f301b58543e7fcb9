import type { ApiVersion } from '../event/generation.js';
import { didYouMean } from '../lib/did-you-mean.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { findIssues, plainObject, throwIfAny } from '../lib/option-checks.js';
import { policyError } from './issues.js';
import { type CompiledPolicy, compiledPolicy, definePolicy } from './policy.js';
import type { PolicyConfig } from './policy-config.js';

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
  /** What judges beside it, and never changes the answer. */
  shadow?: NamedPolicy;
}

/** Policies to put in place of a guard's. What is left out stays as it is. */
export interface GuardPolicies {
  /** The policy of a check that names none. */
  policy?: PolicyConfig | undefined;
  /** All policies by name: one that is not among them is gone. */
  policies?: Readonly<Record<string, PolicyConfig>> | undefined;
}

/** Which policy judges beside which, by their names. */
export type ShadowOption = Readonly<Record<string, string>>;

/** What decisions call the guard's own policy, and an inline one. */
const RESERVED = ['default', 'inline'];

/** The policies of a guard. They change all at once or not at all, and whoever has found one keeps it. */
export class PolicyBook {
  readonly #bounds: PolicyBounds;
  readonly #shadows: ShadowOption;
  /** Names that something relies on. */
  readonly #required = new Set<string>();
  #byName: ReadonlyMap<string, NamedPolicy>;

  /**
   * Validates all policies of a guard at once.
   * @throws FingerprintError `ERR_FP_POLICY` that lists every issue of every policy, `ERR_FP_UNKNOWN_POLICY` if `shadows`
   * names one that is not there.
   */
  constructor(
    { policy = {}, policies = {} }: GuardPolicies,
    bounds: PolicyBounds,
    shadows: ShadowOption = {},
  ) {
    this.#bounds = bounds;
    this.#shadows = shadows;
    this.#byName = this.#compile({ policy, policies });
  }

  /** The default, then those with names of their own. */
  get policies(): readonly NamedPolicy[] {
    return [...this.#byName.values()];
  }

  /**
   * Finds the policy of a check: by name, inline, or the default.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY`.
   */
  find(policy: string | PolicyConfig = 'default'): NamedPolicy {
    if (typeof policy !== 'string') return { name: 'inline', compiled: readPolicy(policy, this.#bounds) };
    return findByName(this.#byName, policy);
  }

  /** The same, for what relies on the policy: its name can no longer be taken away. */
  require(policy: string | PolicyConfig | undefined): NamedPolicy {
    const found = this.find(policy);
    if (found.name !== 'inline') this.#required.add(found.name);
    return found;
  }

  /**
   * Puts policies in place of those that are there, once all of them are valid.
   * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY`, or `ERR_FP_UNKNOWN_POLICY` if a name is missing that
   * something relies on; the policies then stay as they are.
   */
  replace(given: GuardPolicies): void {
    throwIfAny(findIssues(given, { policy: () => undefined, policies: plainObject }, '{ policy, policies }'));
    const byName = this.#compile(given);
    for (const name of this.#required) findByName(byName, name, 'a route requires it: ');
    this.#byName = byName;
  }

  /** Reads what is given, keeps what is not, and resolves shadows. */
  #compile({ policy, policies }: GuardPolicies): ReadonlyMap<string, NamedPolicy> {
    const issues: string[] = [];
    const read = (path: string, config: PolicyConfig): CompiledPolicy | undefined => {
      try {
        return readPolicy(config, this.#bounds);
      } catch (error) {
        if (!isFingerprintError(error) || !error.issues) throw error;
        issues.push(...error.issues.map((issue) => `${path}.${issue}`));
        return undefined;
      }
    };
    const compiled = new Map<string, CompiledPolicy>();
    const add = (name: string, policy: CompiledPolicy | undefined) => policy && compiled.set(name, policy);
    add('default', policy === undefined ? this.#byName.get('default')?.compiled : read('policy', policy));
    if (policies === undefined) for (const { name, compiled } of this.policies.slice(1)) add(name, compiled);
    for (const [name, config] of Object.entries(policies ?? {})) {
      if (RESERVED.includes(name)) issues.push(`policies.${name}: a reserved name`);
      add(name, read(`policies.${name}`, config));
    }
    if (issues.length > 0) throw policyError(issues);
    return withShadows(compiled, this.#shadows);
  }
}

function withShadows(
  compiled: ReadonlyMap<string, CompiledPolicy>,
  shadows: ShadowOption,
): ReadonlyMap<string, NamedPolicy> {
  const plain = new Map([...compiled].map(([name, policy]) => [name, { name, compiled: policy }]));
  const byName = new Map<string, NamedPolicy>(plain);
  for (const [name, shadow] of Object.entries(shadows)) {
    const path = `shadow.${name}: `;
    byName.set(name, {
      ...findByName(plain, name, path),
      shadow: findByName(plain, shadow, path),
    });
  }
  return byName;
}

function findByName(byName: ReadonlyMap<string, NamedPolicy>, name: string, path = ''): NamedPolicy {
  const found = byName.get(name);
  if (found) return found;
  const hint = didYouMean(name, [...byName.keys()]);
  throw new FingerprintError('ERR_FP_UNKNOWN_POLICY', `${path}the guard has no policy '${name}'${hint}`);
}

/** The options that a guard has a bound for. */
const BOUNDED = [
  ['stale-event', 'maxAgeMs', 'maxEventAgeMs'],
  ['future-event', 'maxSkewMs', 'maxClockSkewMs'],
] as const;

function readPolicy(config: PolicyConfig, bounds: PolicyBounds): CompiledPolicy {
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
