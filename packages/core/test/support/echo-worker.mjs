import { createServer } from 'node:net';
import { parentPort } from 'node:worker_threads';

// Answers whatever it is sent at once, on a thread of its own: it does not stand still with the one that asks.
const server = createServer((socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
