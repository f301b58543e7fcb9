import type { LookUpTerms } from '../server-api/sparing-look-up.js';
import type { CompiledRule } from './compiled-rule.js';

/** Reads the terms out of the rules of a policy, once. A rule that holds for some visitors only says nothing of all look-ups. */
export function lookUpTerms(given: readonly CompiledRule[]): LookUpTerms {
  const rules = given.filter(({ inSample }) => inSample === undefined);
  const bound = (id: string, option: string) => {
    const rule = rules.find((candidate) => candidate.id === id && candidate.level === 'deny');
    return rule ? (rule.options[option] as number) : Number.POSITIVE_INFINITY;
  };
  return {
    maxAgeMs: bound('stale-event', 'maxAgeMs'),
    maxSkewMs: bound('future-event', 'maxSkewMs'),
    limitsClients: rules.some(({ id, level }) => id === 'lookup-limit' && level !== 'observe'),
    rulesetId: rules.find(({ id }) => id === 'ruleset')?.options.rulesetId as string | undefined,
  };
}
