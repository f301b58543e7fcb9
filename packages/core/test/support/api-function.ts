import type { Dispatcher } from 'undici';
import { TokenBucket } from '../../src/lookup/token-bucket.js';

/** One answer of the Server API. */
export interface ApiAnswer {
  /** 0 breaks the connection; -1 never answers. */
  status: number;
  body?: object;
  retryAfter?: string | undefined;
  /** The time that it takes, ms. */
  afterMs?: number;
}

const error = (code: string) => ({ error: { code, message: '' } });

export const notFound: ApiAnswer = { status: 404, body: error('event_not_found') };
export const tooMany: ApiAnswer = { status: 429, body: error('too_many_requests') };
export const eventAnswer = (id: string, timestamp: number): ApiAnswer => ({
  status: 200,
  body: { event_id: id, timestamp, identification: { confidence: { score: 1 } } },
});

/** The Server API as a function of the ID, over timers alone, so that simulated time drives it. */
export function apiFunction(answerTo: (id: string) => ApiAnswer, latencyMs = 60) {
  const asked: string[] = [];
  const dispatch = ({ path }: { path: string }, handler: Dispatcher.DispatchHandler): boolean => {
    const id = decodeURIComponent(path.split('/').at(-1) ?? '');
    asked.push(id);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const controller = { abort: () => clearTimeout(timer) } as unknown as Dispatcher.DispatchController;
    handler.onRequestStart?.(controller, {});
    const { status, body = {}, retryAfter, afterMs = latencyMs } = answerTo(id);
    if (status < 0) return true;
    timer = setTimeout(() => {
      if (status === 0) return handler.onResponseError?.(controller, new Error('broken'));
      handler.onResponseStart?.(controller, status, retryAfter ? { 'retry-after': retryAfter } : {}, '');
      handler.onResponseData?.(controller, Buffer.from(JSON.stringify(body)));
      handler.onResponseEnd?.(controller, {});
    }, afterMs);
    return true;
  };
  return { dispatcher: { dispatch } as unknown as Dispatcher, asked };
}

/** The vendor's default limit: 5 requests a second, 15 at once. Knows the events that are put into `events`. */
export function limitedApi(retryAfter?: string) {
  const events = new Map<string, number>();
  const bucket = new TokenBucket(5, 15, 15, performance.now());
  const api = apiFunction((id) => {
    const now = performance.now();
    if (bucket.waitMs(now) > 0) return { ...tooMany, retryAfter };
    bucket.take(now);
    const timestamp = events.get(id);
    return timestamp === undefined ? notFound : eventAnswer(id, timestamp);
  });
  return { ...api, events };
}

let ids = 0;
const serial = () => (ids++).toString(36).padStart(10, '0');
/** An ID that nobody used before, with the time of now. */
export const freshId = () => `${Date.now()}.${serial()}`;
/** One without a time. */
export const bareId = () => `bare${serial()}`;
