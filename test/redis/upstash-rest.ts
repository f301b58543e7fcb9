import { listen } from '@fingerprint-guard/testing';
import type { Redis } from 'ioredis';

/**
 * Serves Redis as Upstash does: a command is a JSON array in the body, its answer `{ result }` or `{ error }`. A path stands
 * for a database of its own.
 */
export const serveUpstash = (client: Redis, token: string) =>
  listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: 'Unauthorized' });
    const [command, key, ...rest] = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    try {
      answer(200, { result: await client.call(command, `test:${request.url}:${key}`, ...rest) });
    } catch (error) {
      answer(400, { error: (error as Error).message });
    }
  });
