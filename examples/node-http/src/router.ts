import type { IncomingMessage, RequestListener } from 'node:http';
import type { Exchange, Handler, Middleware } from './adapter.js';

/** Handlers by method and path: `{ 'POST /login': … }`. */
export type Routes = Readonly<Record<string, Handler>>;

/** The largest body that is read, in bytes. */
const MAX_BODY_BYTES = 100 * 1024;

interface ListenerOptions {
  /** Runs for every request, once its body is read. */
  appWide?: Middleware;
  onError?: (error: unknown) => void;
}

/** Reads JSON, finds the handler, and answers errors. */
export function createListener(
  routes: Routes,
  { appWide = (next) => next, onError = console.error }: ListenerOptions = {},
): RequestListener {
  const handle = appWide((exchange) => {
    const { method = '', url = '' } = exchange.req;
    const route = `${method.replace('HEAD', 'GET')} ${url.split('?', 1)[0]}`;
    const handler = Object.hasOwn(routes, route) ? routes[route] : undefined;
    return handler ? handler(exchange) : answer(exchange, 404, { title: 'Not Found' });
  });

  return async (req, res) => {
    try {
      const text = await readText(req);
      const hasJson = text !== '' && isJson(req);
      const body = hasJson ? parse(text) : undefined;
      if (hasJson && body === undefined) answer({ req, res }, 400, { title: 'Bad Request' });
      else await handle({ req, res, body });
    } catch (error) {
      onError(error);
      if (!res.headersSent) answer({ req, res }, 500, { title: 'Internal Server Error' });
    }
  };
}

/** Answers with JSON. */
export function answer({ res }: Exchange, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Reads the whole body; if it is too large, returns text that no parser accepts. */
async function readText(chunks: AsyncIterable<Buffer>): Promise<string> {
  const read: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) read.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(read).toString() : '{';
}

/** Bodies of other types are ignored. */
const isJson = ({ headers }: IncomingMessage) => headers['content-type']?.startsWith('application/json');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
