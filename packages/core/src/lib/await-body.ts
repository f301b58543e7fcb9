/** The time that a server of Node waits for a whole request by default, ms. */
const MAX_WAIT_MS = 300_000;

/**
 * Waits for the body of a fetch `Request` while its client does, and no longer than Node's own servers wait for a request: five
 * minutes. Resolves to `null` if the wait ends first, and rejects as the reading does. It does not cancel the reading.
 * @param signal The request's own.
 * @example
 * ```ts
 * import { awaitBody } from '@fingerprint-guard/core/fetch';
 *
 * const readText = (request: Request) => awaitBody(request.clone().text(), request.signal);
 * ```
 */
export function awaitBody<T>(reading: Promise<T>, signal?: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      stop();
      resolve(null);
    };
    const timer = setTimeout(giveUp, MAX_WAIT_MS);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted) giveUp();
    reading.finally(stop).then(resolve, reject);
  });
}
