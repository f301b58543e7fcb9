import type { IdentificationOptions } from './agent.js';
import { createIdentifier } from './identifier.js';
import { placeInBody, placeInHeaders, type Unsent } from './place.js';

/** How a page sends its requests. */
export interface FingerprintFetchOptions extends IdentificationOptions {
  /**
   * Where the id goes, and the sealed result if the agent gives one: into headers, or into the body as `eventId` and
   * `sealedResult`. Only a JSON object or a form has room in its body; with any other, headers are used.
   * @defaultValue `'header'`
   */
  place?: 'header' | 'body';
}

/**
 * Creates a `fetch` that identifies this browser for each request, at the time of the request, and sends the event's id
 * along. Whatever the agent does, the request is sent: once, without an id if there is none in time. If the guard answers
 * `retry: 'new-event'`, the browser is identified once more, and with another id the request is sent once more; a body
 * that is a `ReadableStream` is not.
 *
 * It takes what `fetch` takes, and leaves it as it is. An `AbortSignal` ends the identification too.
 * A request to another origin with an id in its headers needs `Access-Control-Allow-Headers` for them there.
 *
 * @example
 * ```ts
 * import { createFingerprintFetch } from '@fingerprint-guard/browser';
 *
 * const send = createFingerprintFetch({ agent });
 * const response = await send('/login', { method: 'POST', body: new FormData() });
 * ```
 */
export function createFingerprintFetch(options: FingerprintFetchOptions): typeof fetch {
  const identify = createIdentifier(options);
  const place = options.place === 'body' ? placeInBody : placeInHeaders;

  return async (input, init) => {
    const unsent = prepare(input, init);
    const spare = init?.body instanceof ReadableStream ? undefined : clone(unsent);
    const reference = await identify(unsent.request.signal);
    const response = await fetch(reference ? await place(unsent, reference) : unsent.request);
    if (!spare || !(await asksForNewEvent(response))) return response;
    const another = await identify(spare.request.signal);
    return another ? fetch(await place(spare, another)) : response;
  };
}

/** The request as it is now: what it was made of may change while the browser is identified. */
function prepare(input: RequestInfo | URL, init: RequestInit | undefined): Unsent {
  const request = new Request(input, init);
  if (!(init?.body instanceof FormData)) return { request, form: undefined };
  const form = new FormData();
  for (const [name, value] of init.body) form.append(name, value);
  return { request, form };
}

const clone = ({ request, form }: Unsent): Unsent => ({ request: request.clone(), form });

async function asksForNewEvent(response: Response): Promise<boolean> {
  if (response.ok || !/json/.test(response.headers.get('content-type') ?? '')) return false;
  const problem = await response
    .clone()
    .json()
    .catch(() => undefined);
  return problem?.retry === 'new-event';
}
