import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startLambda } from './lambda.js';

// Netlify's own code looks for it as soon as it is loaded.
startLambda();
const { getLambdaHandler } = await import('@netlify/serverless-functions-api');

/** A function of the document, which is built beside this program. */
const functionOf = async (platform: string) => {
  const path = `./function-${platform}.mjs`;
  return import(path);
};

type Answer = Awaited<ReturnType<typeof getLambdaHandler>> & { statusCode: number; body: string };

const netlify = getLambdaHandler(await functionOf('netlify'));
const { POST } = (await functionOf('vercel')) as { POST(request: Request): Promise<Response> };

/** The platforms: the header that each sets in front of a function, and how it calls the function. */
const PLATFORMS = {
  '/vercel': {
    header: 'x-real-ip',
    async call(headers: Record<string, string>, body: string) {
      const answer = await POST(new Request('https://shop.example/login', { method: 'POST', headers, body }));
      return { statusCode: answer.status, body: await answer.text() };
    },
  },
  '/netlify': {
    header: 'x-nf-client-connection-ip',
    call: async (headers: Record<string, string>, body: string) =>
      (await netlify(
        {
          rawUrl: 'https://shop.example/login',
          path: '/login',
          httpMethod: 'POST',
          headers,
          body,
          isBase64Encoded: false,
        },
        { getRemainingTimeInMillis: () => 10_000 },
      )) as unknown as Answer,
  },
};

async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://edge');
  const { header, call } = PLATFORMS[pathname as keyof typeof PLATFORMS];
  const headers = { ...(incoming.headers as Record<string, string>) };
  delete headers[header];
  if (!searchParams.has('bare')) headers[header] = incoming.socket.remoteAddress ?? '';
  const { statusCode, body } = await call(headers, await text(incoming));
  response.writeHead(statusCode).end(body);
}

const server = createServer(serve).listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`port ${(server.address() as AddressInfo).port}`);
