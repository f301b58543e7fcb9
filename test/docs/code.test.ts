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

test.each(compiled)('the code at $place compiles', ({ mistakes }) => {
  expect(mistakes).toEqual([]);
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
  const folder = join(root, 'test', '.build', 'docs');
  let emulator: Emulator;
  const children: Child[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
    mkdirSync(folder, { recursive: true });
  });
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
      .replace('.listen(3000)', `.listen(${port}, () => console.log('open'))`)
      .replace('.listen({ port: 3000 })', `.listen({ port: ${port} }).then(() => console.log('open'))`)
      .replace('port: 3000 })', `port: ${port} }, () => console.log('open'))`);

  function run({ place, script }: CodeBlock & { script: string }, port = 0, policy?: string): Child {
    const file = join(folder, `${place.replace(/\W/g, '-')}.mjs`);
    writeFileSync(file, local(script, port, policy));
    return start(process.execPath, [file]);
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

  // Tests run in jest.test.ts.
  const isTest = (script: string) => script.includes('@jest/globals');
  test.each(compiled.filter(({ script }) => script.includes('.close()') && !isTest(script)))(
    'what $place opens it closes, and ends',
    (block) => ended(run(block)),
  );

  const servers = compiled.filter(({ script }) => /\.listen\(3000\)|port: 3000/.test(script));
  const isGraphql = ({ script }: { script: string }) => script.includes('checkField');

  test.each(servers.filter((block) => !isGraphql(block)))(
    'the application at $place lets an honest visit through and stops a bad bot, unless it only monitors',
    async (block) => {
      const port = await freePort();
      await run(block, port).printed('open');
      await judges(port, block);
    },
  );

  test.each(servers.filter(isGraphql))(
    'the GraphQL server at $place lets an honest visit log in, once, and needs no event for the rest',
    async (block) => {
      const port = await freePort();
      await run(block, port).printed('open');
      const ask = async (query: string, eventId = '') => {
        const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
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
      const guide = join('docs', 'start-');
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
      const guarded = servers.filter((block) => block.place.startsWith(guide) && !isGraphql(block));

      test.each([
        ...guarded.map((block) => ({ ...block, name: 'strict', policy: "{ extends: 'strict' }" })),
        ...guarded.slice(0, 1).flatMap((block) => [
          { ...block, name: 'recommended', policy: "{ extends: 'recommended' }" },
          { ...block, name: "the README's policy", policy: readmePolicy },
        ]),
      ])(
        'at $place, with $name: the honest visit passes once, the bot never',
        async ({ policy, ...block }) => {
          const port = await freePort();
          const server = run(block, port, policy);
          await server.printed('open');
          const here = (commands?.code ?? '')
            .replaceAll('http://127.0.0.1:4870', emulator.url)
            .replaceAll('http://127.0.0.1:3000', `http://127.0.0.1:${port}`);
          const { stdout } = await promisify(execFile)('sh', ['-e', '-c', here]);
          expect(stdout.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 403']);
          // Not every framework tells the route.
          if (block.place === guarded[0]?.place)
            await server.printed(logged?.code.trim() ?? 'a line of the guide');
        },
      );
    },
  );
});
