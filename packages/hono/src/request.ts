import type { IncomingRequest } from '@fingerprint-guard/core/fetch';
import type { Context, HonoRequest } from 'hono';

/** Hono's request in the neutral form. A header that was sent twice is one text with a comma, which no id has. */
export function toIncomingRequest(c: Context): IncomingRequest {
  const { pathname, search } = new URL(c.req.url);
  return { method: c.req.method, url: pathname + search, headers: c.req.header(), ip: remoteAddress(c) };
}

/** What the server adapters of Node, Deno and Bun hand to an application beside the request. */
interface Bindings {
  incoming?: { socket?: { remoteAddress?: string } };
  remoteAddr?: { hostname?: string };
  requestIP?: (request: Request) => { address: string } | null;
}

/** The socket's address, where the server adapter tells it. */
function remoteAddress({ env, req }: Context): string | undefined {
  const bindings: Bindings = env?.server ?? env ?? {};
  return (
    bindings.incoming?.socket?.remoteAddress ??
    bindings.remoteAddr?.hostname ??
    bindings.requestIP?.(req.raw)?.address
  );
}

const JSON_TYPE = /^application\/(.+\+)?json$/;
const FORM_TYPE = /^application\/x-www-form-urlencoded$|^multipart\/form-data$/;
/** What the readers throw for a body that is not what its type says. */
const UNREADABLE = /^(Syntax|Type)Error$/;

/**
 * The body as JSON or a form, read by Hono's own cached readers, so that handlers can read it again. `null` where it is
 * neither though it says so; undefined where it is of another type, or was read past those readers.
 */
export async function readBody({ req }: Context): Promise<unknown> {
  const [mediaType = ''] = (req.header('content-type') ?? '').toLowerCase().split(';');
  const type = mediaType.trimEnd();
  const isForm = FORM_TYPE.test(type);
  if (!isForm && !JSON_TYPE.test(type)) return undefined;
  if (req.raw.bodyUsed && Object.keys(req.bodyCache).length === 0) return undefined;
  try {
    return isForm ? await readForm(req) : await req.json();
  } catch (error) {
    // What the client wrote badly; all else, such as a body above a limit, is the application's to answer.
    if (UNREADABLE.test((error as Error).name)) return null;
    throw error;
  }
}

/** A name that is sent twice holds an array. */
async function readForm(req: HonoRequest): Promise<Record<string, unknown>> {
  // First, as it keeps the text too: what has only the form makes another text of it.
  await req.parseBody();
  const values = new Map<string, unknown[]>();
  (await req.formData()).forEach((value, name) => {
    values.get(name)?.push(value) ?? values.set(name, [value]);
  });
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length > 1 ? all : all[0]]));
}
