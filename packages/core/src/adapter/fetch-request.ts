import { awaitBody } from '../lib/await-body.js';
import { readBytes } from '../lib/read-bytes.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import { requireFetchRequest } from '../request/request-shape.js';

const JSON_TYPE = /^application\/(.+\+)?json$/;
const FORM_TYPE = /^application\/x-www-form-urlencoded$|^multipart\/form-data$/;
/** The errors that body readers throw for a body that does not match its type. */
const UNREADABLE = /^(Syntax|Type)Error$/;

/**
 * The neutral form of a fetch `Request`, without the client's address, which a `Request` does not have. A header that
 * was sent twice is one string with a comma, which no event ID contains.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but a `Request`.
 * @example
 * ```ts
 * import { fromFetchRequest } from '@fingerprint-guard/core/fetch';
 *
 * Deno.serve(async (request, info) => {
 *   const ip = info.remoteAddr.hostname;
 *   const decision = await guard.check({ ...fromFetchRequest(request), ip });
 *   return new Response(null, { status: decision.blocked ? 403 : 204 });
 * });
 * ```
 */
export function fromFetchRequest(request: Pick<Request, 'method' | 'url' | 'headers'>): IncomingRequest {
  requireFetchRequest(request);
  const { method, url, headers } = request;
  return { method, url: pathOf(url), headers: Object.fromEntries(headers) };
}

/** Stands in for the origin of a URL that has none, or whose host is invalid. */
const ANY_ORIGIN = 'http://localhost';

/**
 * The path and query of a URL. Some servers build the URL from whatever `Host` the client sent, and some give only the
 * path.
 */
function pathOf(url: string): string {
  // Two leading slashes are part of the path here, not the start of a host.
  const whole = url.startsWith('/') ? ANY_ORIGIN + url : url;
  if (!URL.canParse(whole, ANY_ORIGIN)) return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '') || '/';
  const { pathname, search } = new URL(whole, ANY_ORIGIN);
  return pathname + search;
}

/**
 * The kind of a body that may contain an event ID, by its `Content-Type`; undefined for any other.
 * @example
 * ```ts
 * import { bodyTypeOf } from '@fingerprint-guard/core/fetch';
 *
 * bodyTypeOf('application/json; charset=utf-8'); // 'json'
 * bodyTypeOf('multipart/form-data; boundary=x'); // 'form'
 * bodyTypeOf('text/plain'); // undefined
 * ```
 */
export function bodyTypeOf(contentType: string | null | undefined): 'json' | 'form' | undefined {
  const [mediaType = ''] = (contentType ?? '').toLowerCase().split(';');
  const type = mediaType.trimEnd();
  if (FORM_TYPE.test(type)) return 'form';
  return JSON_TYPE.test(type) ? 'json' : undefined;
}

/**
 * True for the errors that body readers throw if the client sent a malformed body. The application answers any other
 * error, such as a body above a limit.
 * @example
 * ```ts
 * import { isUnreadableBody } from '@fingerprint-guard/core/fetch';
 *
 * async function read(request: Request): Promise<unknown> {
 *   try {
 *     return await request.json();
 *   } catch (error) {
 *     if (isUnreadableBody(error)) return null;
 *     throw error;
 *   }
 * }
 * ```
 */
export function isUnreadableBody(error: unknown): boolean {
  return UNREADABLE.test((error as Error).name);
}

/**
 * The fields of a form as an object, in the form that a parsed body has. A name that is sent twice becomes an array.
 * @example
 * ```ts
 * import { formFields } from '@fingerprint-guard/core/fetch';
 *
 * const form = new FormData();
 * form.append('eventId', '1708102555327.NLOjmg');
 * formFields(form).eventId; // '1708102555327.NLOjmg'
 * ```
 */
export function formFields(form: FormData): Record<string, unknown> {
  const values = new Map<string, unknown[]>();
  form.forEach((value, name) => {
    values.get(name)?.push(value) ?? values.set(name, [value]);
  });
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]]));
}

/**
 * True if a fetch `Request` has a body: many servers give even a request without one a stream. Reads from a clone.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but a `Request`.
 * @example
 * ```ts
 * import { hasFetchBody } from '@fingerprint-guard/core/fetch';
 *
 * const isEmpty = async (request: Request) => !(await hasFetchBody(request));
 * ```
 */
export async function hasFetchBody(request: Request): Promise<boolean> {
  requireFetchRequest(request);
  if (request.bodyUsed || request.body?.locked) return true;
  if (request.body === null) return false;
  const bytes = await readWhole(request, 0);
  return bytes === undefined || bytes === null;
}

/**
 * The bytes of a body, read from a clone; undefined if there are more than `maxBytes`, and null if the body breaks off
 * or does not end.
 */
const readWhole = (request: Request, maxBytes: number) =>
  awaitBody(readBytes(request.clone().body, maxBytes), request.signal).catch(() => null);

/**
 * The body of a fetch `Request` as JSON or a form, read from a clone, so that the original can still be read. `null` if
 * it is not what its type says, breaks off, or has not arrived after five minutes or when the request's `signal` aborts;
 * undefined if it is of another type, is larger than `maxBytes`, or was read before.
 * @throws FingerprintError `ERR_FP_OPTION` for anything but a `Request`.
 * @example
 * ```ts
 * import { fromFetchRequest, readFetchBody } from '@fingerprint-guard/core/fetch';
 *
 * export async function POST(request: Request) {
 *   const readBody = () => readFetchBody(request, 1_048_576);
 *   const decision = await guard.check(fromFetchRequest(request), 'login', { native: request, readBody });
 *   if (decision.blocked) return new Response(null, { status: 403 });
 *   return Response.json(await request.json());
 * }
 * ```
 */
export async function readFetchBody(request: Request, maxBytes: number): Promise<unknown> {
  requireFetchRequest(request);
  const type = request.headers.get('content-type');
  const kind = bodyTypeOf(type);
  if (kind === undefined || request.bodyUsed || request.body?.locked) return undefined;
  // The declared length is trusted only for not reading at all: whatever is read is measured.
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined;
  const bytes = await readWhole(request, maxBytes);
  if (!bytes) return bytes;
  try {
    const whole = new Response(bytes, { headers: { 'content-type': type ?? '' } });
    return kind === 'form' ? formFields(await whole.formData()) : await whole.json();
  } catch (error) {
    if (isUnreadableBody(error)) return null;
    throw error;
  }
}
