import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below what a system gives out by itself, and so is the port that a Redis cluster opens 10,000 above its own. Each
 * worker has ports of its own: a server that is killed finds its port free when it starts again.
 */
const COUNT = 1000;
const FIRST = 11_000 + (Number(process.env.JEST_WORKER_ID ?? 1) % 10) * COUNT;

const given = new Set<number>();

/**
 * Finds a free port for a program that needs to know its port before it starts, and for nobody else after that. The
 * system gives it neither to a connection nor to a server that takes any port, so it is still free by then.
 */
export async function freePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  if (given.has(port)) return freePort();
  given.add(port);
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return freePort();
  }
  await new Promise((resolve) => server.close(resolve));
  return port;
}
