import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Connection } from './connection.js';
import { IdleLimit } from './idle-limit.js';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';

/**
 * Sends one request over an in-memory stream that answers at once. undici compiles its parser when the first connection
 * of a process is used, and more of it for the first answer: this happens before a client waits for a request.
 * Diagnostics of undici show it as a request to `rehearsal.invalid`. Never rejects.
 */
export function rehearse(): Promise<void> {
  const stage = new Duplex({
    read() {},
    write(_request, _encoding, done) {
      this.push(ANSWER);
      done();
    },
  });
  return new Promise((resolve) => {
    const limit = new IdleLimit(1000);
    const limits = { unused: limit, used: limit };
    const connection = new Connection('http://rehearsal.invalid', stage as Socket, limits, {
      onFree: () => connection.destroy(),
      onClosed: () => resolve(),
    });
    const handler = { onRequestStart() {}, onResponseStart() {}, onResponseEnd() {}, onResponseError() {} };
    connection.dispatch({ method: 'GET', path: '/' }, handler);
  });
}
