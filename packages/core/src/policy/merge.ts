import { compileCondition } from './condition.js';
import { LEVELS, type Level, type Mode } from './level.js';
import { at, type Mistakes } from './mistakes.js';
import { didYouMean } from './nearest.js';
import { PRESET_NAMES, type PresetName } from './policy-config.js';
import { defaultOptions, findRule, presetRule, RULE_NAMES, type RuleState } from './presets.js';

/** A policy with everything it extends folded in. */
export interface MergedPolicy {
  mode: Mode;
  rules: Map<string, RuleState>;
}

const CONFIG_KEYS = ['extends', 'mode', 'rules'];
const MODES = ['enforce', 'monitor'];

/** Folds a policy and all it extends into one, and gathers every mistake on the way. */
export function mergePolicy(config: unknown, mistakes: Mistakes): MergedPolicy {
  const merged: MergedPolicy = { mode: 'enforce', rules: new Map() };
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
  const { extends: bases, mode, rules } = config as Record<string, unknown>;
  for (const key of Object.keys(config)) {
    if (!CONFIG_KEYS.includes(key)) mistakes.add(at(path, key), `unknown key${didYouMean(key, CONFIG_KEYS)}`);
  }

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
    if (MODES.includes(mode as string)) merged.mode = mode as Mode;
    else mistakes.add(at(path, 'mode'), `expected 'enforce' or 'monitor'${hint(mode, MODES)}`);
  }
  if (rules !== undefined) applyRules(merged, rules, at(path, 'rules'), mistakes);
}

function applyPreset(merged: MergedPolicy, name: string, path: string, mistakes: Mistakes): void {
  if (!(PRESET_NAMES as readonly string[]).includes(name)) {
    mistakes.add(path, `unknown preset${didYouMean(name, PRESET_NAMES)}`);
    return;
  }
  for (const id of RULE_NAMES) {
    const rule = findRule(id);
    if (rule) merged.rules.set(id, presetRule(name as PresetName, rule));
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
    if (inherited) return { level: level as Level, options: inherited.options };
    mistakes.add(path, `unknown rule${didYouMean(id, RULE_NAMES)}`);
    return undefined;
  }
  if (!rule && !('when' in options)) {
    mistakes.add(path, `unknown rule${didYouMean(id, RULE_NAMES)} (a rule of one's own needs "when")`);
    return undefined;
  }
  checkOptions(options, rule ? Object.keys(rule.options) : ['when'], path, mistakes, (name, value) =>
    rule?.options[name]?.mistake(value),
  );
  if (!rule) compileCondition(options.when, at(path, 'when'), mistakes);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { level: level as Level, options: { ...(rule && defaultOptions(rule)), ...given } };
}

function checkOptions(
  options: object,
  known: readonly string[],
  path: string,
  mistakes: Mistakes,
  mistakeOf: (name: string, value: unknown) => string | undefined,
): void {
  const names = [...known, 'whenUnknown'];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const mistake = !names.includes(name)
      ? `unknown option${didYouMean(name, names)}`
      : name === 'whenUnknown'
        ? value === 'match'
          ? undefined
          : "expected 'match'"
        : mistakeOf(name, value);
    if (mistake !== undefined) mistakes.add(at(path, name), mistake);
  }
}

const hint = (given: unknown, known: readonly string[]): string =>
  typeof given === 'string' ? didYouMean(given, known) : '';
