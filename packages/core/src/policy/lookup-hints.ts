import type { CompiledRule } from './compiled-rule.js';

/** What a policy says of lookups before they are made: one that cannot change its conclusion costs no call. */
export interface LookupHints {
  /** It denies events older than this, ms; `Infinity` if it denies none for their age. */
  maxAgeMs: number;
  /** It denies events further ahead of this clock than this, ms; `Infinity` if it denies none for that. */
  maxSkewMs: number;
  /** It stops a client that is refused its lookup for sending unknown ids. Otherwise refusing one would let it pass. */
  limitsClients: boolean;
  /** It denies requests whose client is gone. */
  stopsGone: boolean;
  /** It follows this ruleset of the vendor's, so the lookup asks for its verdict; undefined if it names none. */
  rulesetId: string | undefined;
}

/** Reads the terms out of the rules of a policy, once. A rule that holds for some visitors only says nothing of all lookups. */
export function lookupHints(given: readonly CompiledRule[]): LookupHints {
  const rules = given.filter(({ inSample }) => inSample === undefined);
  const bound = (id: string, option: string) => {
    const rule = rules.find((candidate) => candidate.id === id && candidate.level === 'deny');
    return rule ? (rule.options[option] as number) : Number.POSITIVE_INFINITY;
  };
  return {
    maxAgeMs: bound('stale-event', 'maxAgeMs'),
    maxSkewMs: bound('future-event', 'maxSkewMs'),
    limitsClients: rules.some(({ id, level }) => id === 'lookup-limit' && level !== 'observe'),
    stopsGone: rules.some(({ id, level }) => id === 'client-gone' && level === 'deny'),
    rulesetId: rules.find(({ id }) => id === 'ruleset')?.options.rulesetId as string | undefined,
  };
}
