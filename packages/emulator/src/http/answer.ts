import type { ServerResponse } from 'node:http';

/** A whole HTTP response as data, so that it can be spoilt, delayed or dropped before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that holds a value as JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** An answer of one line of plain text. */
export const line = (status: number, text: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${text}\n`,
});

/** An answer without a body. */
export const noContent = (headers: Record<string, string> = {}): Answer => ({
  status: 204,
  headers,
  body: '',
});

/** The answer to a change that was made: 200 and nothing else. */
export const EMPTY: Answer = { status: 200, headers: {}, body: '' };

/** Writes the status line and the headers, with the length of the whole body. */
export function sendHead(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...headers, ...length });
}

/** Sends an answer as it is. */
export function send(response: ServerResponse, answer: Answer): void {
  sendHead(response, answer);
  response.end(answer.body);
}
