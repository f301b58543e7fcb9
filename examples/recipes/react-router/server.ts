import { createServer } from 'node:http';
import { createRequestListener } from '@react-router/node';
import type { ServerBuild } from 'react-router';

declare module 'react-router' {
  interface AppLoadContext {
    ip: string;
  }
}

/** After a build: `serve(await import("./build/server/index.js")).listen(8080)`. */
export const serve = (build: ServerBuild) =>
  createServer(
    createRequestListener({ build, getLoadContext: (_request, { address }) => ({ ip: address }) }),
  );
