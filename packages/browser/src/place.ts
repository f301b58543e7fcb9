import type { EventReference } from './event-reference.js';
import { type Field, fieldsOf } from './fields.js';

/** A request that has not been sent yet. */
export interface Unsent {
  readonly request: Request;
  /** The body, if it is a form: then nothing, such as a file, has to be read back from the request. */
  readonly form: FormData | undefined;
}

/** Puts the event ID and the sealed result into a request; resolves to the request to send. */
export type Place = (unsent: Unsent, reference: EventReference) => Request | Promise<Request>;

/** Puts the reference into the headers that the guard reads. */
export const placeInHeaders: Place = ({ request }, { id, sealed }) => {
  request.headers.set('x-fingerprint-event-id', id);
  if (sealed) request.headers.set('x-fingerprint-sealed-result', sealed);
  return request;
};

/** Puts the reference into the body, if that is a form or a JSON object; else into the headers. */
export const placeInBody: Place = async (unsent, reference) => {
  try {
    const { request } = unsent;
    const body = await extendedBody(
      request.clone(),
      unsent.form,
      fieldsOf(reference).filter(([, value]) => value),
    );
    const headers = new Headers(request.headers);
    // The browser sets it, with the boundary of this body.
    if (typeof body !== 'string') headers.delete('content-type');
    const { referrer, referrerPolicy } = request;
    return new Request(request, { body, headers, referrer, referrerPolicy });
  } catch {
    return placeInHeaders(unsent, reference);
  }
};

/** Adds fields to the body. Rejects if the body cannot have any. */
async function extendedBody(
  request: Request,
  form: FormData | undefined,
  fields: readonly Field[],
): Promise<string | FormData> {
  const type = request.headers.get('content-type') ?? '';
  if (form || /^multipart\/form-data/i.test(type))
    return withFields(form ?? (await request.formData()), fields);
  if (/urlencoded/i.test(type)) return `${withFields(new URLSearchParams(await request.text()), fields)}`;
  if (/json/i.test(type)) return extendedJson(await request.text(), fields);
  throw new TypeError();
}

function withFields<Form extends FormData | URLSearchParams>(form: Form, fields: readonly Field[]): Form {
  for (const [name, value] of fields) form.set(name, value);
  return form;
}

/** Extends the text itself, so that numbers beyond JavaScript's precision stay as they are. Throws if it is no JSON object. */
function extendedJson(text: string, fields: readonly Field[]): string {
  JSON.parse(text);
  const [, end] = /^\s*{\s*(}?)/.exec(text) as RegExpExecArray;
  const members = JSON.stringify(Object.fromEntries(fields)).slice(1);
  return `${text.trimEnd().slice(0, -1)}${end ? '' : ','}${members}`;
}
