import type { CompiledRule } from './compiled-rule.js';

/** The facts that a policy tells the lookup in advance: a lookup that cannot change the policy's conclusion costs no call. */
export interface LookupHints {
  /** The policy denies events older than this, ms; `Infinity` if it denies none for their age. */
  maxAgeMs: number;
  /** The policy denies events further ahead of this clock than this, ms; `Infinity` if it denies none for that. */
  maxSkewMs: number;
  /**
   * The policy blocks a client whose lookup is refused for sending unknown IDs. Otherwise a refusal would let the
   * client pass.
   */
  limitsClients: boolean;
  /** The policy denies requests whose client is gone. */
  deniesGone: boolean;
  /** The policy uses this ruleset of the vendor, so the lookup asks for its verdict; undefined if it names none. */
  rulesetId: string | undefined;
}

/** Derives the hints from the rules of a policy, once. A rule that applies to a sample of visitors gives no hints. */
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
    deniesGone: rules.some(({ id, level }) => id === 'client-gone' && level === 'deny'),
    rulesetId: rules.find(({ id }) => id === 'ruleset')?.options.rulesetId as string | undefined,
  };
}
