import { existsSync } from 'node:fs';
import {
  definePolicy,
  type ExplainedRule,
  explainPolicy,
  type Policy,
  type PolicyConfig,
  type PresetName,
} from '@fingerprint-guard/core';
import type { StandardInput } from '../standard-input.js';
import { UsageError } from '../usage-error.js';
import { issuesOf, readPolicyFile } from './policy-file.js';

const PRESETS: readonly string[] = ['recommended', 'strict', 'observe-all'] satisfies PresetName[];

/** A policy with its rules by name. */
export interface SelectedPolicy {
  readonly policy: Policy;
  readonly rules: ReadonlyMap<string, ExplainedRule>;
}

/** The policies of a selection before they are compiled. Plain data. */
export interface SelectedConfigs {
  readonly name: string;
  readonly single?: PolicyConfig;
  readonly byName: readonly (readonly [string, PolicyConfig])[];
}

/** The policies to judge decisions by: one for all, or the one with the name of the policy that decided. */
export class PolicySelection {
  /** The file or the preset. */
  readonly name: string;
  readonly #single: SelectedPolicy | undefined;
  readonly #byName: ReadonlyMap<string, SelectedPolicy>;

  private constructor(name: string, single: SelectedPolicy | undefined, byName: Map<string, SelectedPolicy>) {
    this.name = name;
    this.#single = single;
    this.#byName = byName;
  }

  /**
   * Reads a file with one policy or with `{ policy, policies }`, or takes the preset of this name.
   * @param stdin The source of `-`. @throws UsageError if there is no such file, and with every issue of its policies.
   */
  static async read(name: string, stdin: StandardInput): Promise<PolicySelection> {
    if (PRESETS.includes(name) && !existsSync(name))
      return new PolicySelection(name, select(definePolicy(name as PresetName)), new Map());
    const policies = await readPolicyFile(name, stdin);
    const issues = issuesOf(policies);
    if (issues.length > 0) throw new UsageError(`${name} has issues:`, { details: issues });
    const byName = new Map<string, SelectedPolicy>();
    for (const { decides, policy } of policies)
      if (policy && decides !== undefined) byName.set(decides, select(policy));
    const [first] = policies;
    const isSet = first?.decides !== undefined;
    return new PolicySelection(name, first?.policy && !isSet ? select(first.policy) : undefined, byName);
  }

  /** Compiles the policies of a selection of another thread. */
  static from({ name, single, byName }: SelectedConfigs): PolicySelection {
    const named = byName.map(([decides, config]) => [decides, select(definePolicy(config))] as const);
    return new PolicySelection(name, single && select(definePolicy(single)), new Map(named));
  }

  /** Its policies as plain data that another thread can take. */
  get configs(): SelectedConfigs {
    const byName = [...this.#byName].map(([decides, { policy }]) => [decides, policy] as const);
    return { name: this.name, ...(this.#single ? { single: this.#single.policy } : {}), byName };
  }

  /** The names of its policies; `default` for a set's `policy`. */
  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Finds the policy for decisions that a policy of this name made; undefined if there is none. */
  for(decidedBy: string): SelectedPolicy | undefined {
    return this.#single ?? this.#byName.get(decidedBy);
  }

  /** The fields of records that judging needs. */
  get needed(): { readonly signals: ReadonlySet<string>; readonly event: boolean } {
    const policies = this.#single ? [this.#single] : [...this.#byName.values()];
    const rules = policies.flatMap((policy) => [...policy.rules.values()]);
    const reads = new Set<string>(rules.flatMap((rule) => rule.reads));
    return { signals: reads, event: reads.has('event') };
  }
}

function select(policy: Policy): SelectedPolicy {
  const { rules } = explainPolicy(policy);
  return { policy, rules: new Map(rules.map((rule) => [rule.rule, rule])) };
}
