// The API behind a slow TLS line, in its own process: requests take half a round trip on their way. A response leaves
// the line a round trip after its request arrived, so that neither the API's own time nor a late timer counts as the
// client's.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerEvent } from './answer-event.mjs';

const oneWayMs = Number(process.argv[2]);
/** Whether the API closes its idle connections after this time, ms, as a load balancer does: without telling. */
const closesAfterMs = Number(process.argv[3]);

const folder = mkdtempSync(join(tmpdir(), 'delayed-line-'));
const [keyFile, certFile] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
const form = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
execFileSync('openssl', ['req', '-x509', ...form, ...subject, '-keyout', keyFile, '-out', certFile], {
  stdio: 'ignore',
});

const server = createHttps(
  { key: readFileSync(keyFile), cert: readFileSync(certFile) },
  (request, response) => {
    // Without Node's own header, which says for how long.
    response.setHeader('connection', 'keep-alive');
    answerEvent(request, response);
  },
);
server.keepAliveTimeout = closesAfterMs;

/** Passes data on, delayed and in order. */
function delay(from, to, delayMs) {
  const steps = [];
  const pass = (step) => {
    steps.push(step);
    setTimeout(() => steps.shift()(), Math.ceil(delayMs()));
  };
  from.on('data', (bytes) => pass(() => to.write(bytes)));
  from.on('end', () => pass(() => to.end()));
  from.on('error', () => to.destroy());
}

const line = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const api = connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  // On a real line, the connection itself takes a round trip: here, what is said first waits for as long.
  const standsAt = performance.now() + 2 * oneWayMs;
  let askedAt = 0;
  const toApi = () => {
    askedAt = Math.max(performance.now(), standsAt);
    return askedAt - performance.now() + oneWayMs;
  };
  const toClient = () => Math.max(0, askedAt + 2 * oneWayMs - performance.now());
  delay(client, api, toApi);
  delay(api, client, toClient);
});

server.listen(0, '127.0.0.1', () => {
  line.listen(0, '127.0.0.1', () => process.send({ port: line.address().port, certFile }));
});
process.on('disconnect', () => process.exit());
