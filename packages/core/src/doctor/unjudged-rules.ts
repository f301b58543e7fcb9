import type { CompiledRule } from '../policy/compiled-rule.js';
import type { NamedPolicy } from '../policy/policy-book.js';
import { type BestCase, bestCase, bestEvent, type Configured } from './best-case.js';
import type { DoctorFinding } from './finding.js';

type Need = Pick<DoctorFinding, 'code' | 'advice'> & { without: string; given: Partial<Configured> };

/** The options that may let a rule be judged, tried in this order. */
const NEEDS: readonly Need[] = [
  {
    code: 'FP_DOCTOR_NO_GEO',
    without: 'without geo',
    given: { geo: true },
    advice: 'give the guard geo, a LocationProvider',
  },
  {
    code: 'FP_DOCTOR_NO_ORIGINS',
    without: 'without origins',
    given: { origins: true },
    advice: 'give the guard origins, those of its pages',
  },
  {
    code: 'FP_DOCTOR_NO_LINKED_ID',
    without: 'without linkedId',
    given: { linkedId: true },
    advice: 'give the guard linkedId, which says whose request it is',
  },
  {
    code: 'FP_DOCTOR_NO_ENVIRONMENT_ID',
    without: 'without environmentId',
    given: { environmentId: true },
    advice: 'give the guard environmentId, the ID of your workspace environment',
  },
  {
    code: 'FP_DOCTOR_NO_API_KEY',
    without: 'without an apiKey',
    given: { history: true },
    advice: "give the guard an apiKey, so that it can fetch visitors' histories",
  },
  {
    code: 'FP_DOCTOR_API_VERSION',
    without: 'with this apiVersion',
    given: {
      geo: true,
      origins: true,
      linkedId: true,
      environmentId: true,
      history: true,
      apiVersion: 'v4',
    },
    advice: "use apiVersion 'v4', whose events have the most signals",
  },
];

interface Unjudged {
  policy: string;
  rule: CompiledRule;
}

/**
 * Finds the rules of policies that a configuration can never judge, grouped by the option that would make them work. A
 * preset has rules that not every configuration can judge; a rule that a policy sets itself is meant to be judged.
 */
export function findUnjudgedRules(policies: readonly NamedPolicy[], configured: Configured): DoctorFinding[] {
  const event = bestEvent(configured.apiVersion);
  const known = bestCase(configured, event);
  const attempts = NEEDS.map((need) => {
    const { apiVersion } = need.given;
    const given = { ...configured, ...need.given };
    return { need, known: bestCase(given, apiVersion === undefined ? event : bestEvent(apiVersion)) };
  });
  const unjudged = policies.flatMap(({ name, compiled }) =>
    compiled.rules
      .filter((rule) => !canJudge(rule, known))
      .map((rule) => ({
        policy: name,
        rule,
        need: attempts.find((attempt) => canJudge(rule, attempt.known))?.need,
      })),
  );
  return NEEDS.flatMap((need) =>
    (['warning', 'info'] as const).flatMap((severity) => {
      const alike = unjudged.filter(
        ({ rule, need: own }) => own === need && rule.ofPreset === (severity === 'info'),
      );
      return alike.length === 0 ? [] : [finding(need, severity, alike)];
    }),
  );
}

/**
 * Tries a built-in rule; a custom rule can be judged if everything that it reads can be known. A label can have any
 * name.
 */
function canJudge({ judge, paths }: CompiledRule, { signals, event }: BestCase): boolean {
  if (paths === undefined) return judge(signals, event) !== undefined;
  return paths.every((path) => {
    if (path.kind === 'open') return true;
    const known = path.name.startsWith('event.labels.') ? event.labels : path.read(signals, event);
    return known !== undefined;
  });
}

function finding(
  { code, without, advice }: Need,
  severity: DoctorFinding['severity'],
  unjudged: readonly Unjudged[],
): DoctorFinding {
  const always = unjudged.filter(({ rule }) => rule.matchesUnknown);
  const consequence =
    always.length === 0 ? '' : `; because of whenUnknown, every request matches ${namesOf(always)}`;
  return {
    code,
    severity,
    message: `${without}, these rules can never be evaluated: ${namesOf(unjudged)}${consequence}`,
    advice: `${advice}, or turn the rules off`,
    rules: unjudged.map(({ policy, rule }) => ({ policy, rule: rule.id })),
  };
}

/** Lists rules, each with its policies. */
function namesOf(rules: readonly Unjudged[]): string {
  const policies = new Map<string, string[]>();
  for (const { policy, rule } of rules) policies.set(rule.id, [...(policies.get(rule.id) ?? []), policy]);
  return [...policies].map(([rule, names]) => `${rule} (${names.join(', ')})`).join(', ');
}
