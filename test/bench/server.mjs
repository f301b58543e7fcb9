import { createServer } from 'node:http';
import { answerEvent } from './answer-event.mjs';

const server = createServer(answerEvent);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
