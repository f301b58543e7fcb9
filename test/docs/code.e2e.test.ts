import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Child, startChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { describeWith, programOnPath } from '../support/requirements.js';
import { type CodeBlock, codeBlocks, compileBlocks } from './code-blocks.js';
import { root } from './documents.js';
import { publicCode, undocumented } from './public-code.js';

const compiled = [...compileBlocks()].map(([block, result]) => ({ ...block, ...result }));
const of = (...languages: string[]) => codeBlocks.filter(({ language }) => languages.includes(language));

/** A document's server, and the policy that it has in place of its own, if any. */
interface ServerBlock extends CodeBlock {
  script: string;
  policy?: string;
}

test.each(compiled)('the code at $place compiles', ({ issues }) => {
  expect(issues).toEqual([]);
});

test('everything public has a docstring', () => {
  expect(undocumented).toEqual([]);
});

test.each(publicCode)('$name has an example', ({ example }) => {
  expect(example).toEqual(expect.any(String));
});

test.each(of('json'))('the JSON at $place is JSON', ({ code }) => {
  expect(() => JSON.parse(code)).not.toThrow();
});

/** The scripts of the repository and those of the document's own folder. */
const scriptsAt = (place: string): string[] =>
  ['.', dirname(place)]
    .map((folder) => join(root, folder, 'package.json'))
    .filter((file) => existsSync(file))
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).scripts ?? {}));

test.each(of('sh'))('the commands at $place are there', ({ place, code }) => {
  const called = [...code.matchAll(/\bnpm (?:run )?(\w+)/g)].map(([, script]) => script);
  expect([...scriptsAt(place), 'install']).toEqual(expect.arrayContaining(called));
  const named = [...code.matchAll(/@fingerprint-guard\/([\w-]+)/g)].map(([, name]) => name);
  expect(readdirSync(join(root, 'packages'))).toEqual(expect.arrayContaining(named));
});

test('every code block says its language', () => {
  const known: string[] = ['ts', 'tsx', 'html', 'json', 'sh', 'sql', 'text', 'yaml'];
  expect(codeBlocks.filter(({ language }) => !known.includes(language)).map(({ place }) => place)).toEqual(
    [],
  );
});

describe('run', () => {
  const servers: ServerBlock[] = compiled.filter(({ script }) => /\.listen\(3000\)|port: 3000/.test(script));
  const isGraphql = ({ script }: { script: string }) => script.includes('checkField');
  const guide = join('docs', 'start-');
  const guarded = servers.filter((block) => block.place.startsWith(guide) && !isGraphql(block));
  const strict: ServerBlock[] = guarded.map((block) => ({ ...block, policy: "{ extends: 'strict' }" }));

  const folder = join(root, 'test', '.build', 'docs');
  let emulator: Emulator;
  const children: Child[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
    mkdirSync(folder, { recursive: true });
    // The first of the guides is tried by what it prints: by itself.
    await runTogether([...servers, ...strict.slice(1)]);
  }, 240_000);
  afterAll(async () => {
    await Promise.all(children.map((child) => child.end()));
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  const settings = () => ({ FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey, NODE_OPTIONS: '' });

  function start(command: string, args: string[]): Child {
    const child = startChild(command, args, settings());
    children.push(child);
    return child;
  }

  const ended = async ({ exited, output }: Child) => {
    if ((await exited) !== 0) throw new Error(output());
  };

  /** A block as it stands, but for the API that it asks, the port that it listens on, and the policy, if any. */
  const local = (script: string, port: number, policy?: string) =>
    script
      .replace("region: 'eu'", `baseUrl: '${emulator.url}'${policy ? `, policy: ${policy}` : ''}`)
      .replace('.listen(3000)', `.listen(${port}, () => console.log('open ${port}'))`)
      .replace(
        '.listen({ port: 3000 })',
        `.listen({ port: ${port} }).then(() => console.log('open ${port}'))`,
      )
      .replace('port: 3000 })', `port: ${port} }, () => console.log('open ${port}'))`);

  function write({ place, script }: CodeBlock & { script: string }, port = 0, policy?: string): string {
    const file = join(folder, `${place.replace(/\W/g, '-')}-${port}.mjs`);
    writeFileSync(file, local(script, port, policy));
    return file;
  }

  const run = (...block: Parameters<typeof write>): Child => start(process.execPath, [write(...block)]);

  /** The ports of servers that run in one process, by what they are known by. */
  const ports = new Map<ServerBlock, number>();

  const portOf = (block: ServerBlock): number => ports.get(block) ?? 0;

  /** Starts servers in one process: most of what each takes to start is the same. */
  async function runTogether(blocks: readonly ServerBlock[]): Promise<void> {
    const taken = new Set<number>();
    while (taken.size < blocks.length) taken.add(await freePort());
    const free = [...taken];
    const files = blocks.map((block, index) => {
      const port = free[index] ?? 0;
      ports.set(block, port);
      return write(block, port, block.policy);
    });
    const together = join(folder, 'together.mjs');
    writeFileSync(together, files.map((file) => `import(${JSON.stringify(file)});\n`).join(''));
    const child = start(process.execPath, [together]);
    for (const port of free) await child.printed(`open ${port}\n`);
  }

  async function logIn(port: number, scenario: 'honest' | 'bad-bot'): Promise<Response> {
    const { eventId } = await emulator.createEvent(scenario);
    return fetch(`http://127.0.0.1:${port}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requestId: eventId }),
    });
  }

  /** Lets an honest visit through and stops a bad bot, unless it only monitors. */
  async function judges(port: number, { script }: { script: string }): Promise<void> {
    const honest = await logIn(port, 'honest');
    expect([honest.status, await honest.json()]).toEqual([200, { visitorId: expect.any(String) }]);
    expect((await logIn(port, 'bad-bot')).status).toBe(script.includes("mode: 'monitor'") ? 200 : 403);
  }

  // Tests run in jest.test.ts, and the guide for operators in operate.test.ts.
  const runsElsewhere = ({ place, script }: { place: string; script: string }) =>
    script.includes('@jest/globals') || place.startsWith('docs/operate.md:');
  test.each(compiled.filter((block) => block.script.includes('.close()') && !runsElsewhere(block)))(
    'the code at $place closes what it opens, and ends',
    (block) => ended(run(block)),
  );

  test.each(servers.filter((block) => !isGraphql(block)))(
    'the application at $place lets an honest visit through and stops a bad bot, unless it only monitors',
    (block) => judges(portOf(block), block),
  );

  test.each(servers.filter(isGraphql))(
    'the GraphQL server at $place lets an honest visit log in, once, and needs no event for the rest',
    async (block) => {
      const ask = async (query: string, eventId = '') => {
        const response = await fetch(`http://127.0.0.1:${portOf(block)}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-fingerprint-event-id': eventId },
          body: JSON.stringify({ query }),
        });
        return response.json();
      };
      const denied = (field: string) =>
        expect.objectContaining({
          path: [field],
          extensions: expect.objectContaining({ code: 'fingerprint_denied' }),
        });
      expect(await ask('{ hello }')).toEqual({ data: { hello: 'hello' } });
      const honest = await emulator.createEvent();
      expect(await ask('mutation { a: login b: login }', honest.eventId)).toEqual({
        data: { a: honest.visitorId, b: null },
        errors: [denied('b')],
      });
      const { eventId } = await emulator.createEvent('bad-bot');
      expect(await ask('mutation { login }', eventId)).toMatchObject({ errors: [denied('login')] });
    },
  );

  test.each(of('sh').filter(({ code }) => code.includes('server.mjs')))(
    'the application on Express, bundled as $place says, does what it does unbundled',
    async ({ code }) => {
      const port = await freePort();
      const [server] = servers.filter(
        ({ place, script }) => place.startsWith('docs/start-') && script.includes('express()'),
      );
      if (!server) throw new Error('no server to bundle');
      for (const name of ['server.ts', 'server.js'])
        writeFileSync(join(folder, name), local(server.script, port));
      const tools = join(root, 'test', 'node_modules', '.bin');
      // What a bundler leaves out makes no difference, and takes it long to find.
      const command = code.replace('npx ', `${tools}/`).replace('rollup ', 'rollup --silent --no-treeshake ');
      await ended(start('sh', ['-ec', `cd ${folder}\n${command}`]));
      await start(process.execPath, [join(folder, 'server.mjs')]).printed('open');
      await judges(port, server);
    },
  );

  describeWith(
    { found: programOnPath('curl'), name: 'curl', help: 'apt-get install curl' },
    'the commands that try a server without an account',
    () => {
      const [commands] = of('sh').filter(
        ({ place, code }) => place.startsWith(guide) && code.includes('/__emulator/events/'),
      );
      const [logged] = of('text').filter(
        ({ place, code }) => place.startsWith(guide) && code.includes('is blocked'),
      );
      const [example] = compiled.filter(
        ({ place, code }) => place.startsWith('README.md:') && code.includes('PolicyConfig = {'),
      );
      const readmePolicy = /= (\{.*\});/s.exec(example?.script ?? '')?.[1] ?? 'the README has no policy';
      const tryOut = async (port: number) => {
        const here = (commands?.code ?? '')
          .replaceAll('http://127.0.0.1:4870', emulator.url)
          .replaceAll('http://127.0.0.1:3000', `http://127.0.0.1:${port}`);
        const { stdout } = await promisify(execFile)('sh', ['-e', '-c', here]);
        expect(stdout.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 403']);
      };

      test.each(strict.slice(1))(
        'at $place, with strict: the honest visit passes once, the bot never',
        (block) => tryOut(portOf(block)),
      );

      test.each([
        ...strict.slice(0, 1).map((block) => ({ ...block, name: 'strict' })),
        ...guarded.slice(0, 1).flatMap((block) => [
          { ...block, name: 'recommended', policy: "{ extends: 'recommended' }" },
          { ...block, name: "the README's policy", policy: readmePolicy },
        ]),
      ])(
        'at $place, with $name: the honest visit passes once, the bot never, and the log says why',
        async ({ policy, ...block }) => {
          const port = await freePort();
          const server = run(block, port, policy);
          await server.printed('open');
          await tryOut(port);
          // Not every framework tells the route.
          await server.printed(logged?.code.trim() ?? 'a line of the guide');
        },
      );
    },
  );
});
