/**
 * The outcome of a delivery: kept, nothing new (`known`: the event in the cache is whole and at least as new;
 * `partial`: its signals are still being computed, so a check asks the API), refused, or lost because the event cache
 * failed (`not-kept`).
 */
export type WebhookOutcome =
  | 'kept'
  | 'known'
  | 'partial'
  | 'wrong-signature'
  | 'no-event'
  | 'too-large'
  | 'not-kept';

/** The answer to a webhook's sender, for any framework. */
export interface WebhookAnswer {
  /** The outcome, for the server's own log. */
  outcome: WebhookOutcome;
  /** The HTTP status. */
  status: 204 | 400 | 403 | 413 | 503;
  /** The headers of the answer. */
  headers: Record<string, string>;
  /** RFC 9457 problem details that reveal no more than the status; undefined if the delivery was accepted. */
  body?: { type: 'about:blank'; title: string; status: number };
}

const REFUSALS = {
  'no-event': [400, 'Bad Request'],
  'wrong-signature': [403, 'Forbidden'],
  'too-large': [413, 'Content Too Large'],
  'not-kept': [503, 'Service Unavailable'],
} as const;

/** Builds the answer for an outcome. */
export function webhookAnswer(outcome: WebhookOutcome): WebhookAnswer {
  if (outcome === 'kept' || outcome === 'known' || outcome === 'partial') {
    return { outcome, status: 204, headers: {} };
  }
  const [status, title] = REFUSALS[outcome];
  return {
    outcome,
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: { type: 'about:blank', title, status },
  };
}
