import type { NamedPolicy } from '../policy/policy-book.js';
import { findRule, RULE_NAMES, type RuleState } from '../policy/presets.js';
import type { Environment } from './environment.js';
import type { DoctorFinding } from './finding.js';

/** A rule of a policy, with the reason why it is reported. */
interface Weakness {
  policy: string;
  rule: string;
  /** The reason in words, such as `off`. */
  how: string;
}

/** Finds the settings of policies that switch protection off. */
export function findWeakPolicies(
  policies: readonly NamedPolicy[],
  environment: Environment,
): DoctorFinding[] {
  const idle = policies.filter((policy) => !canStop(policy));
  const active = policies.filter(canStop);
  return [
    ...monitors(policies, environment),
    ...observers(idle, environment),
    ...openDoors(active),
    ...passedFailures(active),
    ...reusedEvents(active),
    ...lostOptions(active),
  ];
}

const canStop = ({ compiled }: NamedPolicy): boolean =>
  compiled.rules.some(({ level }) => level !== 'observe');

const namesOf = (policies: readonly NamedPolicy[]): string => policies.map(({ name }) => name).join(', ');

/** Outside production, a policy that sets the mode itself is being tried out. */
function monitors(policies: readonly NamedPolicy[], { production }: Environment): DoctorFinding[] {
  const monitoring = policies.filter(({ compiled }) => compiled.mode === 'monitor');
  if (monitoring.length === 0) return [];
  const inherits = monitoring.some(({ compiled }) => compiled.modeFrom !== 'mode');
  const named = monitoring.map(({ name, compiled }) =>
    compiled.modeFrom === 'mode' ? name : `${name} (by ${compiled.modeFrom})`,
  );
  return [
    {
      code: 'FP_DOCTOR_MONITOR',
      severity: production || inherits ? 'warning' : 'info',
      message: `the mode is 'monitor', so nothing is blocked by ${named.join(', ')}`,
      advice: "set the mode to 'enforce'",
      rules: [],
    },
  ];
}

function observers(policies: readonly NamedPolicy[], { production }: Environment): DoctorFinding[] {
  if (policies.length === 0) return [];
  return [
    {
      code: 'FP_DOCTOR_OBSERVE_ALL',
      severity: production ? 'warning' : 'info',
      message: `no rule of ${namesOf(policies)} blocks a request`,
      advice: "extend 'recommended' or 'strict', or set rules to 'challenge' or 'deny'",
      rules: [],
    },
  ];
}

/** The rules whose matches any client can cause. */
const rulesOf = (cause: 'no-event' | 'failure'): string[] =>
  RULE_NAMES.filter((id) => findRule(id)?.clientCauses === cause);

function openDoors(policies: readonly NamedPolicy[]): DoctorFinding[] {
  const weak = findWeaknesses(policies, rulesOf('no-event'), howWeak);
  return finding(weak, {
    code: 'FP_DOCTOR_EVENT_NOT_REQUIRED',
    message: 'a client that sends no usable event passes',
    advice: "set the rules to 'challenge' or 'deny'",
  });
}

function passedFailures(policies: readonly NamedPolicy[]): DoctorFinding[] {
  const weak = findWeaknesses(policies, rulesOf('failure'), howWeak);
  return finding(weak, {
    code: 'FP_DOCTOR_CLIENT_FAILURES',
    message: 'failures that a client can cause do not block it',
    advice: "set the rules to 'challenge' or 'deny'",
  });
}

function reusedEvents(policies: readonly NamedPolicy[]): DoctorFinding[] {
  const weak = findWeaknesses(policies, ['reused-event'], howWeak);
  return finding(weak, {
    code: 'FP_DOCTOR_REUSED_EVENTS',
    message: 'an event can be used again and again while it is fresh',
    advice: "set reused-event to 'deny', for all visitors",
  });
}

function lostOptions(policies: readonly NamedPolicy[]): DoctorFinding[] {
  const rules = [...new Set(policies.flatMap(({ compiled }) => [...compiled.settings.keys()]))];
  const weak = findWeaknesses(policies, rules, ({ level, lostOptions }) =>
    level !== 'off' && level !== 'observe' && lostOptions.length > 0 ? lostOptions.join(', ') : undefined,
  );
  return finding(weak, {
    code: 'FP_DOCTOR_LOST_OPTIONS',
    message: 'a level with options replaces all inherited options, and the defaults are less strict',
    advice: 'repeat the options, or set only the level',
  });
}

/** Finds why a rule does not block what it matches; undefined if it does. */
function howWeak({ level, options }: RuleState): string | undefined {
  if (level === 'off' || level === 'observe') return level;
  const { sample } = options;
  return typeof sample === 'number' && sample < 1 ? `only for ${sample} of the visitors` : undefined;
}

function findWeaknesses(
  policies: readonly NamedPolicy[],
  rules: readonly string[],
  explain: (state: RuleState) => string | undefined,
): Weakness[] {
  return policies.flatMap(({ name, compiled }) =>
    rules.flatMap((rule) => {
      const state = compiled.settings.get(rule);
      const how = state && explain(state);
      return how === undefined ? [] : [{ policy: name, rule, how }];
    }),
  );
}

function finding(
  weak: readonly Weakness[],
  { code, message, advice }: Pick<DoctorFinding, 'code' | 'message' | 'advice'>,
): DoctorFinding[] {
  if (weak.length === 0) return [];
  const named = weak.map(({ policy, rule, how }) => `${rule} (${policy}: ${how})`).join(', ');
  return [
    {
      code,
      severity: 'warning',
      message: `${message}: ${named}`,
      advice,
      rules: weak.map(({ policy, rule }) => ({ policy, rule })),
    },
  ];
}
