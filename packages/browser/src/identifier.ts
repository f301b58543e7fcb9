import { askAgent, type IdentificationOptions } from './agent.js';
import { type EventReference, referenceIn } from './event-reference.js';
import { readTimeout } from './timeout.js';
import { isFirstUse } from './used-ids.js';

/** Identifies this browser for one request; undefined if there is no result in time. Never rejects. */
export type Identifier = (signal?: AbortSignal) => Promise<EventReference | undefined>;

/** The pause before an agent is asked again. It doubles as long as the agent repeats itself. */
const MIN_PAUSE_MS = 10;

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

      // A wrapper may give one result to all concurrent callers, one of which uses it: the next attempt has another result.
      // A cache has the same one for longer.
      const ask = async (last?: string, pauseMs = MIN_PAUSE_MS): Promise<void> => {
        const reference = referenceIn(await askAgent(agent, { ignoreCache: true, timeout }));
        // A late result stays unused.
        if (!isAwaited) return;
        if (!reference || (!reference.isCached && isFirstUse(agent, reference.id))) return settle(reference);
        await new Promise((resume) => setTimeout(resume, pauseMs));
        if (isAwaited) return ask(reference.id, reference.id === last ? 2 * pauseMs : MIN_PAUSE_MS);
      };
      ask().catch(giveUp);
    });
}
