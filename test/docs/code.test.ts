import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Child, startChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
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
  const known: string[] = ['ts', 'json', 'sh', 'text'];
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

  /** Runs a block as it stands, but for the API that it asks and the port that it listens on. */
  function run({ place, script }: CodeBlock & { script: string }, port = 0): Child {
    const file = join(folder, `${place.replace(/\W/g, '-')}.mjs`);
    const local = script
      .replace("region: 'eu'", `baseUrl: '${emulator.url}'`)
      .replace('.listen(3000)', `.listen(${port}, () => console.log('open'))`)
      .replace('.listen({ port: 3000 })', `.listen({ port: ${port} }).then(() => console.log('open'))`)
      .replace('port: 3000 })', `port: ${port} }, () => console.log('open'))`);
    writeFileSync(file, local);
    const env = { FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey, NODE_OPTIONS: '' };
    const child = startChild(process.execPath, [file], env);
    children.push(child);
    return child;
  }

  test.each(compiled.filter(({ script }) => script.includes('.close()')))(
    'what $place opens it closes, and ends',
    async (block) => {
      const { exited, output } = run(block);
      if ((await exited) !== 0) throw new Error(output());
    },
  );

  test.each(compiled.filter(({ script }) => /\.listen\(3000\)|port: 3000/.test(script)))(
    'the application at $place lets an honest visit through and stops a bad bot, unless it only monitors',
    async (block) => {
      const port = await freePort();
      await run(block, port).printed('open');
      const visit = async (scenario: 'honest' | 'bad-bot') => {
        const { eventId } = await emulator.createEvent(scenario);
        return fetch(`http://127.0.0.1:${port}/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ requestId: eventId }),
        });
      };
      const honest = await visit('honest');
      expect([honest.status, await honest.json()]).toEqual([200, { visitorId: expect.any(String) }]);
      expect((await visit('bad-bot')).status).toBe(block.script.includes("mode: 'monitor'") ? 200 : 403);
    },
  );
});
