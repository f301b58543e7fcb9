import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

/** A server that answers at once, however busy this thread is: its answer waits in a socket. */
export interface Echo {
  /** Resolves with the answer. */
  ask(): Promise<string>;
  close(): Promise<void>;
}

export async function startEcho(): Promise<Echo> {
  const worker = new Worker(new URL('echo-worker.mjs', import.meta.url));
  const [port] = (await once(worker, 'message')) as [number];
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return {
    async ask() {
      socket.write('?');
      const [answer] = await once(socket, 'data');
      return String(answer);
    },
    async close() {
      socket.destroy();
      await worker.terminate();
    },
  };
}
