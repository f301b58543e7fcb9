import {
  createAdapter,
  type Decision,
  FingerprintError,
  type FingerprintGuard,
  formFields,
  fromFetchRequest,
  hasFetchBody,
  isFingerprintGuard,
  readFetchBody,
} from '@fingerprint-guard/core/fetch';
import { type CheckRequestOptions, checkOptions } from './options.js';

/** The guard's conclusion about a request, and the answer if it is blocked. */
export type CheckedRequest =
  | {
      /** The decision, for the handler. */
      decision: Decision;
      /** The request may go on. */
      blocked: undefined;
    }
  | {
      /** The decision, for the server's own log; undefined for a CORS preflight, which is not checked. */
      decision: Decision | undefined;
      /** The answer to send. */
      blocked: Response;
    };

/** The guard's conclusion about a request that always goes on. */
export interface ObservedRequest {
  /** The decision; undefined for a CORS preflight, which is not checked. */
  decision: Decision | undefined;
  /** Nothing is blocked. */
  blocked: undefined;
}

/** One check of a request, as the adapter sees it. */
interface Check {
  readonly request: Request;
  readonly options: CheckRequestOptions;
  /** Undefined until there is one. */
  decision?: Decision | undefined;
}

const hasOwnBody = ({ options }: Check) => 'body' in options || 'eventId' in options;

const bodyOf = ({ options: { body } }: Check) => (body instanceof FormData ? formFields(body) : body);

/** True for a `Request` of any implementation or realm. */
function isFetchRequest(request: Request | null | undefined): boolean {
  const { method, url, headers } = request ?? {};
  return typeof method === 'string' && typeof url === 'string' && typeof headers?.entries === 'function';
}

const adapter = createAdapter<Check>({
  translate(check) {
    const { request, options } = check;
    const { ip, eventId, route, rawHeaders } = options;
    return {
      ...fromFetchRequest(request),
      ip: ip ?? undefined,
      eventId,
      body: bodyOf(check),
      route,
      rawHeaders,
    };
  },
  readBody: async (check, maxBytes) =>
    hasOwnBody(check) ? bodyOf(check) : readFetchBody(check.request, maxBytes),
  identity: ({ request }) => request,
  contextOf: ({ request }) => request,
  attach(check, decision) {
    check.decision = decision;
  },
  isGone: ({ request, options }) => request.signal?.aborted || options.isGone?.(),
  mayHaveBody: ({ request }) => hasFetchBody(request),
  waitUntil: ({ options }) => options.waitUntil,
});

/**
 * Checks a fetch `Request`, and returns the answer if the policy blocks it: 403 or 503 with problem details. The body
 * is read from a clone, and only if no header, query or cookie contains the event ID, so the handler can still read the
 * request. A CORS preflight is not checked and goes no further: answer preflights before the check.
 *
 * The client's address is not part of a `Request`: see `ip`. All checks of one `Request` share its event and the single
 * use of its ID.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`; never for what a client sent.
 * @example
 * ```ts
 * import { checkRequest } from '@fingerprint-guard/web';
 *
 * export async function login(request: Request, ip: string): Promise<Response> {
 *   const { decision, blocked } = await checkRequest(guard, request, { policy: 'login', ip });
 *   if (blocked) return blocked;
 *   const { name } = (await request.json()) as { name: string };
 *   return Response.json({ name, visitorId: decision.signals.visitorId });
 * }
 * ```
 */
export function checkRequest(
  guard: FingerprintGuard,
  request: Request,
  options?: CheckRequestOptions & { required?: true | undefined },
): Promise<CheckedRequest>;
/** Does the same, but the request goes on whatever the decision is. */
export function checkRequest(
  guard: FingerprintGuard,
  request: Request,
  options: CheckRequestOptions & { required: false },
): Promise<ObservedRequest>;
export async function checkRequest(
  guard: FingerprintGuard,
  request: Request,
  options: CheckRequestOptions = {},
): Promise<CheckedRequest | ObservedRequest> {
  if (!isFingerprintGuard(guard))
    throw new FingerprintError('ERR_FP_OPTION', 'checkRequest: expected a guard as the first argument');
  if (!isFetchRequest(request))
    throw new FingerprintError(
      'ERR_FP_OPTION',
      'checkRequest: expected a fetch Request as the second argument; a Node.js IncomingMessage is not one',
    );
  checkOptions(options);
  const check: Check = { request, options };
  const { policy, required = true, claim = true, passChallenge, maxBodyBytes } = options;
  const body = { maxBodyBytes };
  if (!required) {
    await adapter.attach(check, guard, false, body);
    return { decision: check.decision, blocked: undefined };
  }
  const requirement = {
    guard,
    ...(policy === undefined ? {} : { policy }),
    ...(options.edge ? { edge: true as const } : {}),
    options: { passChallenge, ...body },
  };
  const claimant = options.claimant ?? (hasOwnBody(check) ? {} : undefined);
  const stopped = await adapter.require(check, requirement, { claimant, claim, attach: () => {} });
  const { decision } = check;
  if (decision === undefined) return { decision, blocked: new Response(null, { status: 204 }) };
  if (stopped === undefined) return { decision, blocked: undefined };
  const { status, headers, body: details } = stopped.problem;
  return { decision, blocked: new Response(JSON.stringify(details), { status, headers }) };
}
