import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** A request as it goes over the wire: nothing is normalised, repeated headers stay repeated. */
export interface Sent {
  method?: string;
  /** Path and query. */
  path?: string;
  headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A string is sent unchanged, anything else as JSON. */
  body?: unknown;
}

/** A complete answer. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends one request on its own connection. */
export function send(
  url: string,
  { method = 'POST', path = '/login', headers, body }: Sent,
): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const bodyHeaders: Sent['headers'] =
    text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      hostname,
      port,
      method,
      path,
      headers: { ...bodyHeaders, ...headers } as NodeJS.Dict<string | string[]>,
      agent: false,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.end(text);
  });
}
