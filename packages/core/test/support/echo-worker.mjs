import { createServer } from 'node:net';
import { parentPort } from 'node:worker_threads';

// Echoes every message at once, on its own thread, so that it keeps running while the main thread is blocked.
const server = createServer((socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
