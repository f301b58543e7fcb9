import type { AgentResult } from './agent.js';

/** The event ID, and the sealed result, for the guard. */
export interface EventReference {
  readonly id: string;
  /** The sealed result in base64, if the agent provides one. */
  readonly sealed: string | undefined;
  /** The agent says that the result comes from a cache. */
  readonly isCached: boolean | undefined;
}

/** Reads an agent's result; undefined if it has no event ID. */
export function referenceIn(result: AgentResult): EventReference | undefined {
  const { event_id, requestId, sealed_result, sealedResult, cache_hit, cacheHit } = result;
  const id = event_id ?? requestId;
  if (!isSendable(id)) return undefined;
  const sealed = sealed_result ?? sealedResult;
  const text = (sealed as Exclude<typeof sealed, string>)?.base64?.() ?? sealed;
  return { id, sealed: isSendable(text) ? text : undefined, isCached: cache_hit || cacheHit };
}

/** True for visible ASCII, like IDs and base64: anything else in a header would make the request fail. */
const isSendable = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value);
