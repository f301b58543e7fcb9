import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';

/** A request as it came over the wire. */
export interface WireRequest {
  method: string;
  /** Path and query as received. */
  target: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Servers that stand in for the API, closed after each test. */
export function useUpstream() {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listen(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  return {
    listen,
    /** A server that gives these answers in turn, the last one repeatedly, and records its requests. */
    async answering(...answers: { status?: number; body?: unknown; headers?: Record<string, string> }[]) {
      const requests: WireRequest[] = [];
      const url = await listen((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const {
            status = 200,
            body,
            headers = {},
          } = answers[Math.min(requests.length, answers.length - 1)] ?? {};
          requests.push({
            method: request.method ?? '',
            target: request.url ?? '',
            headers: request.headers,
            body: Buffer.concat(chunks).toString(),
          });
          const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
          response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
        });
      });
      return { url, requests };
    },
  };
}
