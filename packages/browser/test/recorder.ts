import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';

/** A request as it arrived. */
export interface Arrival {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The event ID in its headers. */
  id: string | undefined;
}

/** A server that records requests, and answers each as configured. */
export interface Recorder {
  url: string;
  arrivals: Arrival[];
}

type Answer = (
  arrival: Arrival,
  count: number,
) => {
  status: number;
  json?: unknown;
  type?: string;
  /** What is sent at once, instead of the JSON; the answer goes on with `end`, and without one it never ends. */
  beginning?: string;
  end?: string;
};

/** The answer of a guard to a request that may be retried with a new event. */
export const NEW_EVENT = {
  status: 403,
  type: 'application/problem+json',
  json: { status: 403, code: 'fingerprint_denied', retry: 'new-event' },
};

const endings: (() => unknown)[] = [];
afterEach(() => Promise.all(endings.splice(0).map((end) => end())));

/** Starts a recorder that ends with the test. */
export async function startRecorder(answer: Answer = () => ({ status: 200 })): Promise<Recorder> {
  const arrivals: Arrival[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const id = headers['x-fingerprint-event-id'] as string | undefined;
    const arrival = { method, path: url, headers, body: Buffer.concat(chunks), id };
    arrivals.push(arrival);
    const { status, json = {}, type = 'application/json', beginning, end } = answer(arrival, arrivals.length);
    response.writeHead(status, { 'content-type': type }).flushHeaders();
    if (beginning === undefined) response.end(JSON.stringify(json));
    else response.write(beginning, () => end && setImmediate(() => response.end(end)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/login`, arrivals };
}

/** The form that a request carried. */
export const formOf = ({ headers, body }: Arrival): Promise<FormData> =>
  new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
