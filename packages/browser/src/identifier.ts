import { askAgent, type IdentificationOptions } from './agent.js';
import { type EventReference, referenceIn } from './event-reference.js';
import { isFirstUse } from './used-ids.js';

/** Identifies this browser for one request; undefined if there is no result in time. Never rejects. */
export type Identifier = (signal?: AbortSignal) => Promise<EventReference | undefined>;

const DEFAULT_TIMEOUT_MS = 3000;

/**
 * The maximum number of attempts: a cache, or a wrapper that gives one result to all concurrent callers, may have to be
 * asked again.
 */
const MAX_QUESTIONS = 3;

/** Creates a function that identifies this browser anew for each request. */
export function createIdentifier({
  agent,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: IdentificationOptions): Identifier {
  return (signal) =>
    new Promise((resolve) => {
      let isAwaited = true;
      const settle = (reference?: EventReference) => {
        isAwaited = false;
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        resolve(reference);
      };
      const giveUp = () => settle();
      const timer = setTimeout(giveUp, timeoutMs);
      signal?.addEventListener('abort', giveUp);
      if (signal?.aborted) return giveUp();

      const ask = async () => {
        for (let questions = 0; questions < MAX_QUESTIONS && isAwaited; questions++) {
          const reference = referenceIn(await askAgent(agent, { ignoreCache: true, timeout: timeoutMs }));
          // A late result stays unused.
          if (isAwaited && reference && isFirstUse(agent, reference.id)) return settle(reference);
        }
        settle();
      };
      ask().catch(giveUp);
    });
}
