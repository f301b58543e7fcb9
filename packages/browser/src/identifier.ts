import { askAgent, type IdentificationOptions } from './agent.js';
import { type EventReference, referenceIn } from './event-reference.js';
import { MAX_PAUSE_MS, MIN_PAUSE_MS } from './pauses.js';
import { readTimeout } from './timeout.js';
import { earlierUse } from './used-ids.js';

/** Identifies this browser for one request; undefined if there is no result in time. Never rejects. */
export type Identifier = (signal?: AbortSignal) => Promise<EventReference | undefined>;

/**
 * Creates a function that identifies this browser anew for each request.
 * @throws TypeError if `timeoutMs` is not a number of milliseconds.
 */
export function createIdentifier(options: IdentificationOptions): Identifier {
  const { agent } = options;
  const timeout = readTimeout(options);
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
      const timer = setTimeout(giveUp, timeout);
      signal?.addEventListener('abort', giveUp);
      if (signal?.aborted) return giveUp();

      const ask = async () => {
        for (
          let pauseMs = MIN_PAUSE_MS;
          isAwaited;
          await new Promise((resume) => setTimeout(resume, pauseMs))
        ) {
          const askedAt = performance.now();
          const reference = referenceIn(await askAgent(agent, { ignoreCache: true, timeout }));
          // A late result stays unused: the promise is settled.
          const usedAt = isAwaited && reference && (reference.isCached ? -1 : earlierUse(reference.id));
          if (!usedAt) return settle(reference);
          // A wrapper may give one result to all concurrent callers, one of which uses it: the next attempt has another
          // result, and there are no more attempts than callers. A cache has old ones for longer.
          if (usedAt < askedAt) pauseMs *= 2;
          if (pauseMs > MAX_PAUSE_MS) return giveUp();
        }
      };
      ask().catch(giveUp);
    });
}
