import {
  type Decision,
  FingerprintError,
  type ProblemDetails,
  problemResponse,
} from '@fingerprint-guard/core/fetch';
import { type CheckRequestOptions, checkRequest } from '@fingerprint-guard/web';
import { headers } from 'next/headers.js';
import { afterAnswer } from './after-answer.js';
import { type GuardSource, readGuardSource } from './guard-source.js';

/** Options of `checkAction`. */
export interface CheckActionOptions
  extends Pick<CheckRequestOptions, 'policy' | 'eventId' | 'body' | 'ip' | 'passChallenge'> {
  /** The name of the action, for the log: Next does not provide one. @defaultValue `'server action'` */
  route?: string | undefined;
}

/** The guard's conclusion about a call of a server action. */
export type CheckedAction =
  | {
      /** The decision, for the action. */
      decision: Decision;
      /** The action may go on. */
      blocked: undefined;
    }
  | {
      /** The decision, for the server's own log. */
      decision: Decision;
      /** The problem details for the client, as plain data that an action can return. */
      blocked: ProblemDetails;
    };

/** Headers about a body that the action has already received. */
const BODY_HEADERS = ['content-type', 'content-length', 'transfer-encoding'];

/**
 * Checks a call of a server action, with Next's own `headers()`. **Call it first in the action**: every exported action is an
 * endpoint that anyone can post to, with any arguments, whichever page uses it. It blocks nothing by itself: return if `blocked` is
 * defined.
 *
 * Each call consumes the event, so check once in each action. The client's address is `ip`, or what the guard's `clientIp` reads
 * from the headers.
 * @param guard A guard, or a function that returns one: see `shareGuard`.
 * @param options `eventId` is the event ID that the page sent, such as a field of its form; **untrusted**, of any type.
 * Without it, the headers and cookies are read. `body` takes the whole form instead.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`; never for what a client sent.
 * @example
 * ```ts
 * import { checkAction } from '@fingerprint-guard/next';
 *
 * export async function logIn(_before: unknown, form: FormData) {
 *   'use server';
 *   const { decision, blocked } = await checkAction(guard, { policy: 'login', eventId: form.get('eventId') });
 *   if (blocked) return { error: blocked.title, retry: blocked.retry };
 *   return { visitorId: decision.signals.visitorId };
 * }
 * ```
 */
export async function checkAction(
  guard: GuardSource,
  options: CheckActionOptions = {},
): Promise<CheckedAction> {
  const guardOf = readGuardSource('checkAction', guard);
  if (options === null || typeof options !== 'object')
    throw new FingerprintError('ERR_FP_OPTION', 'checkAction: expected options such as { policy, eventId }');
  const received = new Headers([...(await headers())]);
  for (const name of BODY_HEADERS) received.delete(name);
  // Next does not reveal which page an action was posted to, and it does not matter.
  const request = new Request('http://localhost/', { method: 'POST', headers: received });
  const { decision, blocked } = await checkRequest(guardOf(), request, {
    ...options,
    route: options.route ?? 'server action',
    waitUntil: afterAnswer,
  });
  // A POST is never a preflight, so there is a decision.
  const made = decision as Decision;
  return blocked === undefined
    ? { decision: made, blocked }
    : { decision: made, blocked: problemResponse(made).body };
}
