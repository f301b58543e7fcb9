// Starts the development servers of the frameworks that have to prepare an application before it can be asked, and prints
// their addresses. SvelteKit takes the folder that it is started in for the application's.

import { copyRecipe } from './copy.mjs';

const host = '127.0.0.1';

async function startSvelteKit() {
  process.chdir(copyRecipe('sveltekit'));
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
    root: copyRecipe('astro'),
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
