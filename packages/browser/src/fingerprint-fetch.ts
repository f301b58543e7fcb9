import type { IdentificationOptions } from './agent.js';
import { asksForNewEvent } from './asks-for-new-event.js';
import { createIdentifier } from './identifier.js';
import { placeInBody, placeInHeaders, type Unsent } from './place.js';
import { readTimeout } from './timeout.js';

/** The way a page sends its requests. */
export interface FingerprintFetchOptions extends IdentificationOptions {
  /**
   * The place of the ID, and of the sealed result if the agent provides one: headers, or the body as `eventId` and
   * `sealedResult`. Only a form can hold them, or a JSON object whose `content-type` says so; with any other body, headers are used.
   * @defaultValue `'header'`
   */
  place?: 'header' | 'body';
}

/**
 * Creates a `fetch` that identifies this browser for each request, when it is sent, and sends the event ID along. The request is
 * sent whatever the agent does: if there is no ID in time, it is sent without one. If the guard answers `retry: 'new-event'`, the
 * browser is identified once more and, with another ID, the request is sent once more, unless its body is a `ReadableStream`.
 *
 * It takes the arguments of `fetch`, and does not change them. An `AbortSignal` ends the identification, too.
 * For a request to another origin with the ID in its headers, that origin must list them in `Access-Control-Allow-Headers`.
 * @throws TypeError if `timeoutMs` is not a number of milliseconds, or `place` is neither `'header'` nor `'body'`.
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
  const timeoutMs = readTimeout(options);
  const { place: where = 'header' } = options;
  const place = where === 'body' ? placeInBody : where === 'header' && placeInHeaders;
  if (!place) throw new TypeError('place: expected header or body');

  return async (input, init) => {
    const unsent = prepare(input, init);
    const spare = init?.body instanceof ReadableStream ? undefined : clone(unsent);
    const reference = await identify(unsent.request.signal);
    const response = await fetch(reference ? await place(unsent, reference) : unsent.request);
    if (!spare || !(await asksForNewEvent(response, timeoutMs))) return response;
    const another = await identify(spare.request.signal);
    return another ? fetch(await place(spare, another)) : response;
  };
}

/** The request as it is now: its arguments may change while the browser is identified. */
function prepare(input: RequestInfo | URL, init: RequestInit | undefined): Unsent {
  const body = init?.body;
  return { request: new Request(input, init), form: body instanceof FormData ? copy(body) : undefined };
}

const clone = ({ request, form }: Unsent): Unsent => ({ request: request.clone(), form: form && copy(form) });

function copy(form: FormData): FormData {
  const other = new FormData();
  for (const [name, value] of form) other.append(name, value);
  return other;
}
