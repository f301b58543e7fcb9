// Builds the recipe for Nitro, starts the server that is built, and prints its address.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, createNitro, prepare } from 'nitropack';
import { copyRecipe } from './copy.mjs';

const host = '127.0.0.1';

async function freePort() {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  return port;
}

const rootDir = copyRecipe('nuxt');
const nitro = await createNitro({
  rootDir,
  srcDir: 'server',
  preset: 'node-server',
  compatibilityDate: '2026-04-01',
  logLevel: 1,
  sourceMap: false,
});
await prepare(nitro);
await build(nitro);
await nitro.close();

// The server starts when it is imported.
const port = await freePort();
Object.assign(process.env, { NITRO_HOST: host, NITRO_PORT: `${port}` });
await import(pathToFileURL(join(rootDir, '.output', 'server', 'index.mjs')).href);
console.log(`listening: ${JSON.stringify({ Nitro: `http://${host}:${port}` })}`);
