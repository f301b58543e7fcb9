import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import type { Emulator } from '../src/index.js';
import type { AnyEvent } from './client.js';

interface Received {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that takes deliveries until the test ends: it keeps them, and answers with a status, or 0: never. */
export async function receiver(
  status = 200,
): Promise<{ url: string; received: (index?: number) => Received }> {
  const all: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    all.push({ method: request.method ?? '', headers: request.headers, body: Buffer.concat(chunks) });
    if (status !== 0) response.writeHead(status, { location: '/elsewhere' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const received = (index = 0): Received => {
    const one = all[index];
    if (!one) throw new Error(`there are ${all.length} deliveries`);
    return one;
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=b`, received };
}

/** A `fetch` that asks the emulator for what is meant for the vendor. */
export const fetchFrom =
  ({ url }: Emulator): typeof fetch =>
  (target, init) => {
    const { origin, href } = new URL(String(target));
    if (!origin.endsWith('api.fpjs.io')) throw new Error(`a request to ${origin}`);
    return fetch(href.replace(origin, url), init);
  };

interface Exchanged {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AnyEvent;
}

/** Sends a request as it is, `Host` included, and reads the answer as JSON. */
export async function exchange(
  emulator: Emulator,
  { method, path, headers }: { method: string; path: string; headers: Record<string, string> },
): Promise<Exchanged> {
  const { hostname, port } = new URL(emulator.url);
  const asking = request({ hostname, port, method, path, headers }).end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) };
}
