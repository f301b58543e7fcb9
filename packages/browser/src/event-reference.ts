import type { AgentResult } from './agent.js';

/** What names an event to the guard. */
export interface EventReference {
  readonly id: string;
  /** The sealed result in base64, where the agent gives one. */
  readonly sealed: string | undefined;
}

/** Reads an agent's result; undefined where it names no event, or comes from a cache. */
export function referenceIn(result: AgentResult): EventReference | undefined {
  const { event_id, requestId, sealed_result, sealedResult, cache_hit, cacheHit } = result;
  const id = event_id ?? requestId;
  if (cache_hit || cacheHit || !isSendable(id)) return undefined;
  const sealed = sealed_result ?? sealedResult;
  const text = typeof sealed === 'object' ? sealed?.base64() : sealed;
  return { id, sealed: isSendable(text) ? text : undefined };
}

/** Visible ASCII, as ids and base64 are: anything else in a header would stop the request. */
const isSendable = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value);
