// Starts the development servers of the frameworks that have to prepare an application before it can be asked, and prints
// their addresses. SvelteKit takes the folder that it is started in for the application's.

import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What the frameworks write beside an application stays out of the recipe. */
function copy(name) {
  const to = folder(`../.build/${name}`);
  rmSync(to, { recursive: true, force: true });
  cpSync(folder(`../${name}`), to, { recursive: true });
  return to;
}

const host = '127.0.0.1';

async function startSvelteKit() {
  process.chdir(copy('sveltekit'));
  const { createServer } = await import('vite');
  const { sveltekit } = await import('@sveltejs/kit/vite');
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    plugins: [await sveltekit()],
    server: { host, port: 0, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  return server.httpServer.address().port;
}

async function startAstro() {
  const { dev } = await import('astro');
  const { address } = await dev({
    root: copy('astro'),
    configFile: false,
    output: 'server',
    logLevel: 'error',
    server: { host, port: 0 },
    devToolbar: { enabled: false },
  });
  return address.port;
}

const [svelteKit, astro] = [await startSvelteKit(), await startAstro()];
console.log(
  `listening: ${JSON.stringify({ SvelteKit: `http://${host}:${svelteKit}`, Astro: `http://${host}:${astro}` })}`,
);
