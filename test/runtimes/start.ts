import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** A runtime that serves. */
export interface Running {
  url: string;
  close(): Promise<void>;
}

/** A runtime that can be started. */
export interface Runtime {
  /** Its name in the documents. */
  name: string;
  version: string;
  start(): Promise<Running>;
  /** Starts a program on the main entry of the core, if that is another program. */
  startOnMainEntry?(): Promise<Running>;
}

const BUILT = import.meta.dirname;
const built = (name: string) => join(BUILT, `${name}.mjs`);

/** Longer than any of them takes to start, on a busy machine too. */
const START_TIMEOUT_MS = 60_000;

interface Program {
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Whether what it says on its way is shown. */
  quiet?: boolean;
}

/** Starts a program that tells the port it listens on in a line of its output, or of its file descriptor 3. */
async function startProgram({ command, args, env = {}, quiet = false }: Program): Promise<Running> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit', 'pipe'],
    env: { ...process.env, DENO_NO_UPDATE_CHECK: '1', ...env },
  });
  const ended = new Promise<void>((resolve, reject) => child.once('close', resolve).once('error', reject));
  ended.catch(() => {});
  // However this process ends, its children end.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async () => {
    kill();
    await ended;
    process.off('exit', kill);
  };
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, START_TIMEOUT_MS, new Error(`${command} did not listen in time`));
  });
  try {
    const gone = ended.then(() => Promise.reject(new Error(`${command} ended before it listened`)));
    const port = await Promise.race([...outputsOf(child).map(portIn), gone, tooLate]);
    return { url: `http://127.0.0.1:${port}`, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const outputsOf = ({ stdio }: ChildProcess): Readable[] => [stdio[1] as Readable, stdio[3] as Readable];

/** The port that a program tells: `port 4000`, or as workerd has it. */
const portIn = (output: Readable) =>
  new Promise<string>((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      const port = /^port (\d+)$|"port":\s*(\d+)/.exec(line);
      if (port) resolve((port[1] ?? port[2]) as string);
    });
  });

/** A Worker with one Durable Object, as workerd is configured itself. The header is what Cloudflare sets in front of it. */
const workerdConfig = (script: string) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(
    name = "http",
    address = "127.0.0.1:0",
    http = (injectRequestHeaders = [(name = "cf-connecting-ip", value = "127.0.0.1")]),
    service = "main",
  )],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${script}.mjs")],
  compatibilityDate = "2026-04-01",
  durableObjectNamespaces = [(className = "UsedId", uniqueKey = "used-ids")],
  durableObjectStorage = (inMemory = void),
  bindings = [(name = "USED_IDS", durableObjectNamespace = "UsedId")],
);
`;

/** Starts workerd itself, without the tools around it. */
function startWorkerd(binary: string, script: string, quiet = false): Promise<Running> {
  const config = join(BUILT, `${script}.capnp`);
  writeFileSync(config, workerdConfig(script));
  return startProgram({ command: binary, args: ['serve', config, '--control-fd=3'], quiet });
}

/** Starts Miniflare, which starts the workerd that it comes with. It asks the internet for nothing. */
async function startMiniflare(entry: string, script: string, options: object = {}): Promise<Running> {
  const { Miniflare } = (await import(pathToFileURL(entry).href)) as {
    Miniflare: new (options: object) => { ready: Promise<URL>; dispose(): Promise<void> };
  };
  const worker = new Miniflare({
    host: '127.0.0.1',
    port: 0,
    cf: false,
    modules: [{ type: 'ESModule', path: built(script) }],
    compatibilityDate: '2026-04-01',
    ...options,
  });
  const { origin } = await worker.ready;
  return { url: origin, close: () => worker.dispose() };
}

/** The Durable Objects in the settings of the document, by the name of their binding. */
function durableObjectsOfDocument(): Record<string, string> {
  const text = readFileSync(join(BUILT, '..', '..', '..', 'docs', 'start-workers.md'), 'utf8');
  const [, settings = '{}'] = /^```json\n([^`]*"durable_objects"[^`]*)^```$/m.exec(text) ?? [];
  const { bindings } = JSON.parse(settings).durable_objects;
  return Object.fromEntries(
    bindings.map(({ name, class_name }: { name: string; class_name: string }) => [name, class_name]),
  );
}

const ELYSIA = join(BUILT, '..', '..', '..', 'examples', 'recipes', 'elysia', 'server.ts');

/** What is started of the packages that are installed in a folder. */
export function runtimesIn(cache: string) {
  const installed = createRequire(join(cache, 'package.json'));
  const miniflare = installed.resolve('miniflare');
  const versionOf = (name: string): string =>
    installed(join(cache, 'node_modules', name, 'package.json')).version;
  const command = (name: string) => join(cache, 'node_modules', '.bin', name);
  const workerd = (by: NodeJS.Require): string => by('workerd').default;

  const runtimes: Readonly<Record<string, Runtime>> = {
    node: {
      name: 'Node',
      version: process.versions.node,
      start: () => startProgram({ command: process.execPath, args: [built('serve-node')] }),
    },
    bun: {
      name: 'Bun',
      version: versionOf('bun'),
      start: () => startProgram({ command: command('bun'), args: [built('serve-bun')] }),
    },
    deno: {
      name: 'Deno',
      version: versionOf('deno'),
      start: () =>
        startProgram({
          command: command('deno'),
          args: ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual', built('serve-deno')],
        }),
    },
    miniflare: {
      name: 'Miniflare',
      version: versionOf('miniflare'),
      start: () =>
        startMiniflare(miniflare, 'serve-workers', {
          durableObjects: { USED_IDS: 'UsedId' },
          kvNamespaces: ['USED_IDS_KV'],
        }),
      startOnMainEntry: () => startWorkerd(workerd(createRequire(miniflare)), 'serve-main-entry', true),
    },
    workerd: {
      name: 'workerd',
      version: versionOf('workerd'),
      start: () => startWorkerd(workerd(installed), 'serve-workers'),
      startOnMainEntry: () => startWorkerd(workerd(installed), 'serve-main-entry', true),
    },
  };
  return {
    runtimes,
    /** Starts the Worker of `docs/start-workers.md`, as it stands there. */
    startWorkersDocument: (bindings: Readonly<Record<string, string>>): Promise<Running> =>
      startMiniflare(miniflare, 'start-workers', { bindings }),
    /** Starts it with the Durable Object that the document has for it. */
    startDurableWorkersDocument: (bindings: Readonly<Record<string, string>>): Promise<Running> =>
      startMiniflare(miniflare, 'start-workers-durable', {
        bindings,
        durableObjects: durableObjectsOfDocument(),
      }),
    /** Starts the functions of `docs/runtimes.md`, as they stand there, as Vercel and Netlify call them. */
    startFunctions: (env: Readonly<Record<string, string>>): Promise<Running> =>
      startProgram({ command: process.execPath, args: [built('serve-functions')], env }),
    /** Starts the recipe for Elysia, as it stands, on Bun. */
    startElysia(env: Readonly<Record<string, string>>): Promise<Running> {
      const script = `const { app } = await import(${JSON.stringify(ELYSIA)});
        app.listen({ port: 0, hostname: '127.0.0.1' });
        console.log('port ' + app.server.port);`;
      return startProgram({ command: command('bun'), args: ['-e', script], env });
    },
  };
}
