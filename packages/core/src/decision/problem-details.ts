import type { Decision } from './decision.js';

/**
 * The answer that a blocked client receives: RFC 9457 problem details. It names no rule, no signal, no ID and no
 * address.
 */
export interface ProblemDetails {
  /** The type of problem; it has no page of its own. */
  type: 'about:blank';
  /** A short description of the problem. */
  title: string;
  /** The HTTP status: 503 if only the service's own failure blocks the request, else 403. */
  status: 403 | 503;
  /** The conclusion of the policy. */
  code: 'fingerprint_denied' | 'fingerprint_challenge';
  /** The ID of the decision in the server's log. */
  decisionId: string;
  /**
   * The page may create a new event and try again: its event was missing, stale, unknown or unreadable, or the service
   * failed after the event ID was consumed.
   */
  retry?: 'new-event';
}

/** The answer to a blocked request, for any framework. */
export interface ProblemResponse {
  /** The HTTP status. */
  status: 403 | 503;
  /** The headers of the answer. */
  headers: Record<string, string>;
  /** The body, to be sent as JSON. */
  body: ProblemDetails;
}

const SERVICE_RULES = new Set([
  'api-unavailable',
  'api-refused',
  'over-budget',
  'replay-store-unavailable',
  'signals-unavailable',
  'signals-over-budget',
]);
const NEW_EVENT_RULES = new Set([
  'missing-event',
  'stale-event',
  'unknown-event',
  'unreadable-sealed-result',
]);

/** True if only the service's own failure blocks the request: the client is not to blame and may try again. */
function isBlockedByService(decision: Decision): boolean {
  return decisiveRules(decision).every((rule) => SERVICE_RULES.has(rule));
}

/**
 * Rules about the service's own failure that may block a request after its ID was claimed: a retry with that ID would
 * be refused as reused.
 */
const AFTER_CLAIM_RULES = new Set(['over-budget', 'signals-unavailable', 'signals-over-budget']);

const isUsedUp = (rule: string, { signals }: Decision): boolean =>
  signals.lookup === 'found' && AFTER_CLAIM_RULES.has(rule);

/**
 * Builds the answer to a blocked request: 503 if only the service failed, else 403.
 * @example
 * ```ts
 * import { problemResponse } from '@fingerprint-guard/core';
 *
 * app.post('/login', async (req, res, next) => {
 *   const decision = await guard.check(req, 'login');
 *   if (!decision.blocked) return next();
 *   const { status, headers, body } = problemResponse(decision);
 *   res.status(status).set(headers).send(JSON.stringify(body));
 * });
 * ```
 */
export function problemResponse(decision: Decision): ProblemResponse {
  const service = isBlockedByService(decision);
  const status = service ? 503 : 403;
  const { retryAfterMs } = decision.signals;
  const mayRetry = decisiveRules(decision).every(
    (rule) => NEW_EVENT_RULES.has(rule) || (service && isUsedUp(rule, decision)),
  );
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(service && retryAfterMs !== undefined
        ? { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }
        : {}),
    },
    body: {
      type: 'about:blank',
      title: service ? 'Service Unavailable' : 'Forbidden',
      status,
      code: decision.action === 'challenge' ? 'fingerprint_challenge' : 'fingerprint_denied',
      decisionId: decision.id,
      ...(mayRetry ? { retry: 'new-event' } : {}),
    },
  };
}

/** Problem details with a status that the application chose. */
export interface ProblemWithStatus {
  /** The HTTP status. */
  status: number;
  /** The headers of the answer. */
  headers: ProblemResponse['headers'];
  /** The body, to be sent as JSON. */
  body: Omit<ProblemDetails, 'status'> & { status: number };
}

/**
 * Gives the answer another HTTP status, such as one that `onBlocked` has set.
 * @param before The status before a hook ran: if it is unchanged, the answer keeps its own status.
 * @example
 * ```ts
 * import { problemResponse, withStatus } from '@fingerprint-guard/core';
 *
 * app.post('/login', async (req, res, next) => {
 *   const decision = await guard.check(req, 'login');
 *   if (!decision.blocked) return next();
 *   const { status, headers, body } = withStatus(problemResponse(decision), 429);
 *   res.status(status).set(headers).send(JSON.stringify(body));
 * });
 * ```
 */
export function withStatus(problem: ProblemResponse, status: number, before?: number): ProblemWithStatus {
  const { headers, body } = problem;
  return status === before ? problem : { status, headers, body: { ...body, status } };
}

/** Lists the rules at the level that decided the action. */
function decisiveRules({ action, reasons }: Decision): string[] {
  return reasons.filter(({ level }) => level === action).map(({ rule }) => rule);
}
