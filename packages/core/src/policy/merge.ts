import { didYouMean, didYouMeanOneOf } from '../lib/did-you-mean.js';
import { isObject, isPlainObject } from '../lib/is-object.js';
import { MAX_DEPTH } from './condition.js';
import { at, Issues, policyError } from './issues.js';
import type { Mode } from './level.js';
import { isPresetName, PRESET_NAMES } from './policy-config.js';
import { findRule, presetRule, RULE_NAMES, type RuleState } from './presets.js';
import { readSetting } from './setting.js';

/** A policy merged with everything that it extends. */
export interface MergedPolicy {
  mode: Mode;
  /** The place where the mode was set: a path in the policy, or `default`. */
  modeFrom: string;
  rules: Map<string, RuleState>;
}

/** `$schema` names the schema that editors use for completion. */
const CONFIG_KEYS = ['extends', 'mode', 'rules', '$schema'];
const MODES = ['enforce', 'monitor'];

/**
 * Merges a policy and everything that it extends into one.
 * @throws FingerprintError `ERR_FP_POLICY` that lists every issue of all of them.
 */
export function mergePolicy(config: unknown): MergedPolicy {
  const issues = new Issues();
  const merged: MergedPolicy = { mode: 'enforce', modeFrom: 'default', rules: new Map() };
  applyConfig(merged, config, '', [], issues);
  if (issues.lines.length > 0) throw policyError(issues.lines);
  return merged;
}

/** Applies one layer. The very first layer extends a preset: `recommended`, unless it names another. */
function applyConfig(
  merged: MergedPolicy,
  config: unknown,
  path: string,
  inside: readonly unknown[],
  issues: Issues,
): void {
  if (!isPlainObject(config)) {
    issues.add(path, 'expected a policy, a plain object: { extends, mode, rules }');
    return;
  }
  if (inside.includes(config)) {
    issues.add(path, 'a policy cannot extend itself');
    return;
  }
  if (inside.length > MAX_DEPTH) {
    issues.add(path, `policies extend each other at most ${MAX_DEPTH} deep`);
    return;
  }
  const { extends: bases, mode, rules, $schema } = config;
  for (const key of Object.keys(config)) {
    if (!CONFIG_KEYS.includes(key))
      issues.add(at(path, key), `unknown key${didYouMeanOneOf(key, CONFIG_KEYS)}`);
  }

  if ($schema !== undefined && typeof $schema !== 'string')
    issues.add(at(path, '$schema'), 'expected the address of a schema');
  const list = bases === undefined ? [] : Array.isArray(bases) ? bases : [bases];
  if (Array.isArray(bases) && bases.length === 0)
    issues.add(at(path, 'extends'), 'an empty array says nothing');
  list.forEach((base, index) => {
    const basePath = at(path, Array.isArray(bases) ? `extends[${index}]` : 'extends');
    if (typeof base === 'string') applyPreset(merged, base, basePath, issues);
    else applyConfig(merged, base, basePath, [...inside, config], issues);
  });
  if (merged.rules.size === 0) applyPreset(merged, 'recommended', path, issues);

  if (mode !== undefined) {
    if (MODES.includes(mode as string)) {
      merged.mode = mode as Mode;
      merged.modeFrom = at(path, 'mode');
    } else issues.add(at(path, 'mode'), `expected 'enforce' or 'monitor'${didYouMean(mode, MODES)}`);
  }
  if (rules !== undefined) applyRules(merged, rules, at(path, 'rules'), issues);
}

function applyPreset(merged: MergedPolicy, name: string, path: string, issues: Issues): void {
  if (!isPresetName(name)) {
    issues.add(path, `unknown preset${didYouMeanOneOf(name, PRESET_NAMES)}`);
    return;
  }
  const from = path === '' ? name : `${path}: ${name}`;
  for (const id of RULE_NAMES) {
    const rule = findRule(id);
    if (rule) merged.rules.set(id, presetRule(name, rule, from));
  }
}

function applyRules(merged: MergedPolicy, rules: unknown, path: string, issues: Issues): void {
  if (!isObject(rules)) {
    issues.add(path, "expected an object such as { 'bad-bot': 'deny' }");
    return;
  }
  for (const [id, setting] of Object.entries(rules)) {
    if (setting === undefined) continue;
    const state = readSetting(id, setting, merged.rules.get(id), at(path, id), issues);
    if (state) merged.rules.set(id, state);
  }
}
