import { COMMON_OPTIONS, OWN_RULE_OPTIONS } from './common-options.js';
import { compileCondition, MAX_DEPTH } from './condition.js';
import { LEVELS, type Level, type Mode } from './level.js';
import { at, type Mistakes } from './mistakes.js';
import { didYouMean, didYouMeanOneOf } from './nearest.js';
import type { OptionSpec } from './option.js';
import { PRESET_NAMES, type PresetName } from './policy-config.js';
import { defaultOptions, findRule, fromAll, presetRule, RULE_NAMES, type RuleState } from './presets.js';
import type { RuleDefinition } from './rule.js';

/** A policy with everything it extends folded in. */
export interface MergedPolicy {
  mode: Mode;
  /** Where the mode was set: a path in the policy, or `default`. */
  modeFrom: string;
  rules: Map<string, RuleState>;
}

/** `$schema` names the schema that an editor completes a file from. */
const CONFIG_KEYS = ['extends', 'mode', 'rules', '$schema'];
/** Names that an object has already. */
const RESERVED_NAMES = ['', '__proto__', 'constructor', 'prototype'];
const MODES = ['enforce', 'monitor'];

/** Folds a policy and all it extends into one, and gathers every mistake on the way. */
export function mergePolicy(config: unknown, mistakes: Mistakes): MergedPolicy {
  const merged: MergedPolicy = { mode: 'enforce', modeFrom: 'default', rules: new Map() };
  applyConfig(merged, config, '', [], mistakes);
  return merged;
}

/** Applies one layer. The first layer of all stands on a preset: `recommended`, unless it names another. */
function applyConfig(
  merged: MergedPolicy,
  config: unknown,
  path: string,
  inside: readonly unknown[],
  mistakes: Mistakes,
): void {
  if (config === null || typeof config !== 'object' || Array.isArray(config)) {
    mistakes.add(path, 'expected a policy: { extends, mode, rules }');
    return;
  }
  if (inside.includes(config)) {
    mistakes.add(path, 'a policy cannot extend itself');
    return;
  }
  if (inside.length > MAX_DEPTH) {
    mistakes.add(path, `policies extend each other at most ${MAX_DEPTH} deep`);
    return;
  }
  const { extends: bases, mode, rules, $schema } = config as Record<string, unknown>;
  for (const key of Object.keys(config)) {
    if (!CONFIG_KEYS.includes(key))
      mistakes.add(at(path, key), `unknown key${didYouMeanOneOf(key, CONFIG_KEYS)}`);
  }

  if ($schema !== undefined && typeof $schema !== 'string')
    mistakes.add(at(path, '$schema'), 'expected the address of a schema');
  const list = bases === undefined ? [] : Array.isArray(bases) ? bases : [bases];
  if (Array.isArray(bases) && bases.length === 0)
    mistakes.add(at(path, 'extends'), 'an empty list says nothing');
  list.forEach((base, index) => {
    const basePath = at(path, Array.isArray(bases) ? `extends[${index}]` : 'extends');
    if (typeof base === 'string') applyPreset(merged, base, basePath, mistakes);
    else applyConfig(merged, base, basePath, [...inside, config], mistakes);
  });
  if (merged.rules.size === 0) applyPreset(merged, 'recommended', path, mistakes);

  if (mode !== undefined) {
    if (MODES.includes(mode as string)) {
      merged.mode = mode as Mode;
      merged.modeFrom = at(path, 'mode');
    } else mistakes.add(at(path, 'mode'), `expected 'enforce' or 'monitor'${hint(mode, MODES)}`);
  }
  if (rules !== undefined) applyRules(merged, rules, at(path, 'rules'), mistakes);
}

function applyPreset(merged: MergedPolicy, name: string, path: string, mistakes: Mistakes): void {
  if (!(PRESET_NAMES as readonly string[]).includes(name)) {
    mistakes.add(path, `unknown preset${didYouMeanOneOf(name, PRESET_NAMES)}`);
    return;
  }
  const from = path === '' ? name : `${path}: ${name}`;
  for (const id of RULE_NAMES) {
    const rule = findRule(id);
    if (rule) merged.rules.set(id, presetRule(name as PresetName, rule, from));
  }
}

function applyRules(merged: MergedPolicy, rules: unknown, path: string, mistakes: Mistakes): void {
  if (rules === null || typeof rules !== 'object' || Array.isArray(rules)) {
    mistakes.add(path, "expected an object such as { 'bad-bot': 'deny' }");
    return;
  }
  for (const [id, setting] of Object.entries(rules)) {
    if (setting === undefined) continue;
    const state = readSetting(id, setting, merged.rules.get(id), at(path, id), mistakes);
    if (state) merged.rules.set(id, state);
  }
}

function readSetting(
  id: string,
  setting: unknown,
  inherited: RuleState | undefined,
  path: string,
  mistakes: Mistakes,
): RuleState | undefined {
  const [level, options, ...rest] = Array.isArray(setting) ? setting : [setting];
  if (!(LEVELS as readonly unknown[]).includes(level)) {
    mistakes.add(path, `expected 'off', 'observe', 'challenge' or 'deny'${hint(level, LEVELS)}`);
  }
  if (rest.length > 0) mistakes.add(path, 'expected a level, or a level with options: nothing more');
  if (options !== undefined && (options === null || typeof options !== 'object' || Array.isArray(options))) {
    mistakes.add(path, 'expected options as an object');
    return undefined;
  }

  const rule = findRule(id);
  if (options === undefined) {
    if (inherited) return { ...inherited, level: level as Level, levelFrom: path, ofPreset: false };
    mistakes.add(path, `unknown rule${didYouMean(id, RULE_NAMES)}`);
    return undefined;
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  if (!rule && !Object.hasOwn(given, 'when')) {
    mistakes.add(path, `unknown rule${didYouMean(id, RULE_NAMES)} (a rule of one's own needs "when")`);
    return undefined;
  }
  if (!rule && RESERVED_NAMES.includes(id)) mistakes.add(path, 'a reserved name');
  checkOptions(given, rule, path, mistakes);
  const defaults = rule ? defaultOptions(rule) : {};
  return {
    level: level as Level,
    levelFrom: path,
    ofPreset: false,
    options: { ...defaults, ...given },
    optionsFrom: { ...fromAll(defaults, 'default'), ...fromAll(given, path) },
  };
}

/** Checks the options of a built-in rule, or of a rule of one's own. */
function checkOptions(
  options: Readonly<Record<string, unknown>>,
  rule: RuleDefinition | undefined,
  path: string,
  mistakes: Mistakes,
): void {
  const specs: Readonly<Record<string, OptionSpec<unknown>>> = rule
    ? { ...rule.options, ...COMMON_OPTIONS }
    : OWN_RULE_OPTIONS;
  const names = rule ? Object.keys(specs) : ['when', ...Object.keys(specs)];
  for (const [name, value] of Object.entries(options)) {
    const optionPath = at(path, name);
    if (!names.includes(name)) mistakes.add(optionPath, `unknown option${didYouMeanOneOf(name, names)}`);
    else if (name === 'when') compileCondition(value, optionPath, mistakes);
    else specs[name]?.check(value, optionPath, mistakes);
  }
}

const hint = (given: unknown, known: readonly string[]): string =>
  typeof given === 'string' ? didYouMean(given, known) : '';
