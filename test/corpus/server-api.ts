import type { EventOverrides } from '@fingerprint-guard/emulator';
import { play } from '../../packages/emulator/src/events/play.js';
import { isObject, type JsonObject, merge } from '../../packages/emulator/src/json.js';
import { v3Event } from '../../packages/emulator/src/translation/v3-event.js';
import { visit2019 } from '../../packages/emulator/src/translation/visit-2019.js';

/** What the Server API does instead of answering; `product`: one product of v3 failed. */
export type Failure =
  | { kind: 'status'; status: number; code?: string }
  | { kind: 'product'; name: string }
  | { kind: 'unreachable' }
  | { kind: 'not-json' };

/** The Server API of all generations, in this process, as a replacement for `fetch`. */
export class CorpusApi {
  readonly #page: JsonObject;
  readonly #app: JsonObject;
  readonly #events = new Map<string, JsonObject>();

  constructor(now: number) {
    // Nothing judges the raw attributes, and the weights of the suspect score are the account's own.
    const base = (scenario: string) =>
      play(scenario, { raw_device_attributes: null, suspect_score: null }, now).event;
    [this.#page, this.#app] = [base('honest'), base('mobile-device')];
  }

  /** Keeps an event: an honest one of a page or an app, with these fields laid over it. */
  add(of: 'page' | 'app', id: string, fields: EventOverrides): JsonObject {
    const event = merge(of === 'app' ? this.#app : this.#page, { event_id: id, ...(fields as JsonObject) });
    this.#events.set(id, event);
    return event;
  }

  /** Builds the `fetch` of one generation, which can fail. */
  fetch(generation: 'v4' | 'v3' | '2019', failure?: Failure): (url: string) => Promise<Response> {
    return async (url) => {
      const { pathname, searchParams } = new URL(url);
      const [, , kind, id = ''] = (generation === 'v4' ? pathname : `/${generation}${pathname}`).split('/');
      if (failure?.kind === 'unreachable')
        throw Object.assign(new Error('fetch failed'), { code: 'ECONNREFUSED' });
      if (failure?.kind === 'not-json') return new Response('<html>Please sign in</html>');
      if (failure?.kind === 'status') return refusal(failure.status, failure.code ?? 'failed');
      if (kind === 'visitors') return this.#visits(decodeURIComponent(id));
      const isSearch = id === '' || id === 'search';
      const written = (event: JsonObject) =>
        generation === 'v4' ? event : withFailed(v3Event(event), failure?.name);
      if (isSearch)
        return Response.json({ events: this.#of(searchParams.get('visitor_id') ?? '').map(written) });
      const event = this.#events.get(decodeURIComponent(id));
      if (event) return Response.json(written(event));
      return refusal(404, generation === 'v4' ? 'event_not_found' : 'RequestNotFound');
    };
  }

  #visits(visitorId: string): Response {
    const visits = this.#of(visitorId).map(visit2019);
    return Response.json(
      { visitorId, ...(visits.length > 0 ? { visits } : {}) },
      { status: visits.length > 0 ? 200 : 404 },
    );
  }

  #of(visitorId: string): JsonObject[] {
    return [...this.#events.values()].filter(
      ({ identification }) => isObject(identification) && identification.visitor_id === visitorId,
    );
  }
}

const refusal = (status: number, code: string): Response =>
  Response.json({ error: { code, message: '' } }, { status });

function withFailed(event: JsonObject, product: string | undefined): JsonObject {
  if (product === undefined) return event;
  return merge(event, { products: { [product]: { data: null, error: { code: 'Failed', message: '' } } } });
}
