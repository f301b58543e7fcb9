// An API that answers two requests in a hundred after a second, and the others within a few milliseconds; it counts them.
import { createServer } from 'node:http';
import { answerEvent } from './answer-event.mjs';

const SLOW_SHARE = 0.02;
const SLOW_MS = 1000;

let requests = 0;
const server = createServer((request, response) => {
  requests++;
  const afterMs = Math.random() < SLOW_SHARE ? SLOW_MS : 2 + 6 * Math.random();
  const timer = setTimeout(() => answerEvent(request, response), afterMs);
  response.on('close', () => clearTimeout(timer));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => process.send({ requests }));
process.on('disconnect', () => process.exit());
