import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

/** A runtime that serves. */
export interface Running {
  name: string;
  version: string;
  url: string;
  close(): Promise<void>;
}

const BUILT = import.meta.dirname;

/** Starts a program that prints the port it listens on. */
async function startProgram(
  command: string,
  args: string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Pick<Running, 'url' | 'close'>> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^port (\d+)$/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stdout.resume();
    return {
      url: `http://127.0.0.1:${port}`,
      async close() {
        child.kill();
        await ended;
      },
    };
  }
  throw new Error(`${command} ended before it listened`);
}

const versionOf = (cache: string, name: string): string =>
  createRequire(join(cache, 'package.json'))(`${name}/package.json`).version;

/** The path of a binary inside its package: what npm links is a script that starts it as another process. */
const binary = (cache: string, name: string) => join(cache, 'node_modules', '.bin', name);

async function startBun(cache: string): Promise<Running> {
  const program = await startProgram(binary(cache, 'bun'), [join(BUILT, 'serve-bun.mjs')]);
  return { name: 'Bun', version: versionOf(cache, 'bun'), ...program };
}

const ELYSIA = join(BUILT, '..', '..', '..', 'examples', 'recipes', 'elysia', 'server.ts');

/** Starts the recipe for Elysia, as it stands, on Bun. */
export function startElysia(cache: string, env: Readonly<Record<string, string>>) {
  const script = `const { app } = await import(${JSON.stringify(ELYSIA)});
    app.listen({ port: 0, hostname: '127.0.0.1' });
    console.log('port ' + app.server.port);`;
  return startProgram(binary(cache, 'bun'), ['-e', script], env);
}

async function startDeno(cache: string): Promise<Running> {
  const args = [
    'run',
    '--allow-all',
    '--no-lock',
    '--node-modules-dir=manual',
    join(BUILT, 'serve-deno.mjs'),
  ];
  const program = await startProgram(binary(cache, 'deno'), args);
  return { name: 'Deno', version: versionOf(cache, 'deno'), ...program };
}

async function startWorkerd(cache: string): Promise<Running> {
  const entry = createRequire(join(cache, 'package.json')).resolve('miniflare');
  const { Miniflare } = (await import(pathToFileURL(entry).href)) as {
    Miniflare: new (options: object) => { ready: Promise<URL>; dispose(): Promise<void> };
  };
  const worker = new Miniflare({
    host: '127.0.0.1',
    port: 0,
    modules: [{ type: 'ESModule', path: join(BUILT, 'serve-workers.mjs') }],
    compatibilityDate: '2026-04-01',
    durableObjects: { USED_IDS: 'UsedId' },
  });
  const { origin } = await worker.ready;
  return {
    name: 'workerd',
    version: versionOf(cache, 'workerd'),
    url: origin,
    close: () => worker.dispose(),
  };
}

export const RUNTIMES: Readonly<Record<string, (cache: string) => Promise<Running>>> = {
  bun: startBun,
  deno: startDeno,
  workerd: startWorkerd,
};
