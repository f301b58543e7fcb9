import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { send } from '../../packages/testing/src/send.js';
import { type Child, startChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { codeBlocks, scriptOf } from './code-blocks.js';
import { root } from './documents.js';

/** The TypeScript of `docs/operate.md` and `docs/inspector.md`. */
const blocks = codeBlocks.filter(
  ({ place, language }) => /^docs\/(operate|inspector)\.md/.test(place) && /^tsx?$/.test(language),
);

/** Words of each block that runs here. */
const WORDS = {
  warm: 'guard.warmUp()',
  log: "'decisions.jsonl'",
  pino: "from 'pino'",
  week: "'week.jsonl'",
  tenant: 'policyFor:',
  shadow: 'shadow:',
  operator: 'user?.isOperator',
  file: "watch('config'",
  url: 'https://config.internal',
  flag: 'flags.getObjectValue',
  metrics: 'new PrometheusExporter',
  traces: 'new UndiciInstrumentation',
  server: 'server.close(',
  fastify: 'app.close()',
  nest: 'app.enableShutdownHooks()',
};

function scriptWith(block: keyof typeof WORDS): string {
  const found = blocks.filter(({ code }) => code.includes(WORDS[block]));
  expect([block, found.length]).toEqual([block, 1]);
  return found.map(scriptOf).join('');
}

test('every block of docs/operate.md runs here', () => {
  const left = blocks.filter(
    ({ place, code }) =>
      place.startsWith('docs/operate.md') && !Object.values(WORDS).some((words) => code.includes(words)),
  );
  expect(left.map(({ place }) => place)).toEqual([]);
});
let folder: string;
const endings: (() => unknown)[] = [];

beforeAll(() => {
  mkdirSync(join(root, 'test', '.build'), { recursive: true });
  folder = mkdtempSync(join(root, 'test', '.build', 'operate-'));
});
afterAll(async () => {
  for (const end of endings) await end();
  rmSync(folder, { recursive: true });
});

/** Makes a guard, and tells what policies it has. */
const GUARD = `import { createFingerprintGuard } from '@fingerprint-guard/core';
const guard = createFingerprintGuard({ apiKey: 'any', policies: { login: {} } });
`;
const asServer = (port: number) => `
const { createServer } = await import('node:http');
createServer(async ({ headers }, response) => {
  const { policyRevision } = await guard.check({ method: 'GET', url: '/', headers }, 'login');
  response.end(policyRevision);
}).listen(${port}, () => console.log('open'));
`;

/** An application of a block of the document, which runs as it stands but for what is replaced. */
async function start(block: keyof typeof WORDS, replaced: Record<string, string>, before = '') {
  const script = scriptWith(block);
  const port = await freePort();
  const file = join(folder, `${port}.mjs`);
  const local = Object.entries(replaced).reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, before + script);
  writeFileSync(file, local + asServer(port));
  const child = startChild(process.execPath, [file], { FINGERPRINT_SECRET_API_KEY: 'any', NODE_OPTIONS: '' });
  endings.push(() => child.end());
  await child.printed('open');
  const revision = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
  return { child, port, revision };
}

/** Resolves once this holds; asked again whenever the application has printed something. */
async function until(child: Child, holds: () => boolean | Promise<boolean>): Promise<void> {
  let printed = once(child.process, 'printed');
  while (!(await holds())) {
    await printed;
    printed = once(child.process, 'printed');
  }
}

const strict = JSON.stringify({ policies: { login: { extends: 'strict' } } });
const mild = JSON.stringify({ policies: { login: {} } });
const misspelt = JSON.stringify({ policies: { login: { rules: { incognitto: 'deny' } } } });

test('a changed file takes effect, one with an issue does not, and both are logged', async () => {
  const config = join(folder, 'config');
  mkdirSync(config);
  const put = (text: string) => {
    writeFileSync(join(folder, 'next.json'), text);
    renameSync(join(folder, 'next.json'), join(config, 'policies.json'));
  };
  put(mild);
  const { child, revision } = await start('file', {
    "readFileSync('config/": `readFileSync('${config}/`,
    "watch('config'": `watch('${config}'`,
  });
  const before = await revision();

  put(strict);
  await until(child, async () => (await revision()) !== before);
  await child.printed('config/policies.json is in force');
  const after = await revision();

  put('{ "policies": ');
  await child.printed('SyntaxError');
  put(misspelt);
  await child.printed('did you mean incognito?');
  expect(child.output()).toContain('is not used, and the policies before it stay');
  expect(await revision()).toBe(after);

  put(mild);
  await until(child, async () => (await revision()) === before);
});

test('a URL is polled, and a failure changes nothing', async () => {
  let answer: [status: number, body: string] = [200, strict];
  const server = createServer((_request, response) => void response.writeHead(answer[0]).end(answer[1]));
  await once(server.listen(0), 'listening');
  endings.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const { child, revision } = await start(
    'url',
    { 'https://config.internal': `http://127.0.0.1:${port}`, '30_000': '20' },
    GUARD,
  );
  const first = await revision();
  answer = [503, mild];
  await child.printed('HTTP 503');
  answer = [200, misspelt];
  await child.printed('did you mean incognito?');
  expect(await revision()).toBe(first);
  answer = [200, mild];
  // Asked every 20 ms: the application prints nothing as it changes.
  while ((await revision()) === first);
});

test('a changed flag takes effect; without a value, everything stays', async () => {
  const file = join(folder, 'flag.json');
  writeFileSync(file, '{}');
  const flags = `
import { readFileSync } from 'node:fs';
const flags = {
  getObjectValue: async (flag, otherwise) => {
    const text = readFileSync('${file}', 'utf8');
    return flag === 'fingerprint-policies' && text !== '' ? JSON.parse(text) : otherwise;
  },
  addHandler: (event, handler) => process.on('SIGUSR2', async () => {
    if (event === 'PROVIDER_CONFIGURATION_CHANGED') await handler();
    console.log(\`changed \${readFileSync('${file}', 'utf8')}\`);
  }),
};
`;
  const { child, revision } = await start('flag', {}, GUARD + flags);
  const before = await revision();
  const change = async (text: string) => {
    writeFileSync(file, text);
    child.process.kill('SIGUSR2');
    await child.printed(`changed ${text}\n`);
    return revision();
  };
  const after = await change(strict);
  expect(after).not.toBe(before);
  expect(await change(misspelt)).toBe(after);
  expect(child.output()).toContain('the policies stay as they are');
  expect(await change('')).toBe(after);
  expect(await change(mild)).toBe(before);
});

test('metrics are where Prometheus scrapes them', async () => {
  const port = await freePort();
  const { revision } = await start('metrics', { 'port: 9464': `port: ${port}` }, 'const login = {};\n');
  await revision();
  const scraped = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(await scraped.text()).toMatch(/^fingerprint_guard_decisions_total\{policy="login",.*\} 1$/m);
});

test('the call of the API is a span of the check, without the ID of the event', async () => {
  const { startEmulator } = await import('@fingerprint-guard/emulator');
  const emulator = await startEmulator();
  endings.push(() => emulator.close());
  const traced = `
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { instrument } from '@fingerprint-guard/otel';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { trace } from '@opentelemetry/api';
const spanProcessors = [new SimpleSpanProcessor(new ConsoleSpanExporter())];
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
const { url: baseUrl, secretApiKey: apiKey } = ${JSON.stringify(emulator)};
const guard = instrument(createFingerprintGuard({ apiKey, baseUrl, policies: { login: {} } }));
`;
  const { child, port } = await start('traces', {}, traced);
  const { eventId } = await emulator.createEvent();
  await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-fingerprint-event-id': eventId } });
  await child.printed("'fingerprint_guard.lookup': 'found'");
  expect(child.output()).toContain(`'url.full': '${emulator.url}/v4/events/{id}'`);
  expect(child.output()).not.toContain(eventId);
});

const VISIT = `{ method: 'POST', url: '/login', headers: { 'x-fingerprint-event-id': id } }`;

test('what logs, names policies, tries them and shows them does so, in production', async () => {
  const { startEmulator } = await import('@fingerprint-guard/emulator');
  const emulator = await startEmulator();
  endings.push(() => emulator.close());
  const id = async (scenario: 'honest' | 'vpn' | 'bad-bot') =>
    JSON.stringify((await emulator.createEvent(scenario)).eventId);
  const own = `apiKey: '${emulator.secretApiKey}', baseUrl: '${emulator.url}',`;

  /** A block as a module that leaves its guard behind, and what is done with that guard. */
  const played = (block: keyof typeof WORDS, event: string, check: string) => {
    const file = join(folder, `${block}.mjs`);
    const script = scriptWith(block)
      .replaceAll('apiKey: process.env.FINGERPRINT_SECRET_API_KEY,', own)
      .replace(/^createFingerprintGuard\(/m, 'globalThis.guard = createFingerprintGuard(')
      .replace(/'(\w+\.jsonl)'/, `'${folder}/$1'`);
    writeFileSync(file, script);
    return `{ const id = ${event}; await import('${file}'); ${check} }`;
  };
  const port = await freePort();
  const main = `
import express from 'express';
Object.assign(globalThis, { login: {}, app: express() });
app.use((req, _res, next) => next(void (req.session = { user: { isOperator: req.query.as === 'operator' } })));
${played('log', await id('bad-bot'), `await guard.check(${VISIT});`)}
${played('warm', '""', 'console.log("warm");')}
${played('week', await id('vpn'), `console.log((await guard.check(${VISIT}, 'login')).blocked);`)}
${played('pino', await id('bad-bot'), `await guard.check(${VISIT});`)}
${played('tenant', await id('honest'), `console.log((await guard.check(${VISIT}, undefined, { context: { tenant: { policy: 'bank' } } })).policy);`)}
${played('shadow', await id('vpn'), `await guard.check(${VISIT}, 'login');`)}
${played('operator', '""', '')}
app.listen(${port}, () => console.log('open'));
`;
  const file = join(folder, 'main.mjs');
  writeFileSync(file, main);
  const child = startChild(process.execPath, [file], { NODE_ENV: 'production', NODE_OPTIONS: '' });
  endings.push(() => child.end());
  await child.printed('open');

  const lines = child.output().split('\n');
  for (const line of ['warm', 'false', 'bank', 'allow would be challenge']) expect(lines).toContain(line);
  const logged = lines.find((line) => line.includes('fingerprint decision')) ?? 'null';
  const { level, decision } = JSON.parse(logged);
  expect([level, decision.action, decision.erased]).toEqual([40, 'deny', ['signals.clientIp']]);
  const recordIn = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  expect(recordIn('decisions.jsonl')).toMatchObject({ v: 1, action: 'deny', blocked: true });
  expect(recordIn('week.jsonl')).toMatchObject({ action: 'challenge', mode: 'monitor', blocked: false });

  const seenAs = async (who: string) =>
    (await fetch(`http://127.0.0.1:${port}/_fingerprint/?as=${who}`)).status;
  expect([await seenAs('operator'), await seenAs('customer')]).toEqual([200, 403]);
});

describe('at SIGTERM, a request in progress is checked and answered, and the application ends', () => {
  const CHECK = `{ method: 'GET', url: '/', headers: {} }`;
  /** What a handler does: it waits for the signal, lets the application begin to close, and checks. */
  const handled = `async (guard) => {
  console.log('asked');
  await once(process, 'SIGTERM');
  await new Promise(setImmediate);
  return (await guard.check(${CHECK})).action;
}`;
  const GUARD_OF: Partial<Record<keyof typeof WORDS, [before: string, after: string]>> = {
    server: [
      `import express from 'express';
const app = express().get('/', (_req, res, next) => handled(guard).then((text) => res.end(text), next));`,
      "server.once('listening', () => console.log('open'));",
    ],
    fastify: [
      '',
      `app.addHook('onRequest', () => handled(guard));
app.get('/', { config: { fingerprint: true } }, () => 'handled');
app.listen({ port: PORT }).then(() => console.log('open'));`,
    ],
    nest: [
      `import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { FingerprintModule, FingerprintService } from '@fingerprint-guard/nest';
class Root {
  constructor(service) { this.service = service; }
  get() { return handled(this.service.guard); }
}
Reflect.defineMetadata('design:paramtypes', [FingerprintService], Root);
Get()(Root.prototype, 'get', Object.getOwnPropertyDescriptor(Root.prototype, 'get'));
Controller()(Root);
class AppModule {}
Module({ imports: [FingerprintModule.forRoot({ apiKey: 'any' })], controllers: [Root] })(AppModule);`,
      "console.log('open');",
    ],
  };

  test.each(Object.keys(GUARD_OF) as (keyof typeof WORDS)[])('%s', async (block) => {
    const [before, after] = GUARD_OF[block] ?? ['', ''];
    const port = await freePort();
    const parts = [`import { once } from 'node:events';`, GUARD, `const handled = ${handled};`, before];
    const file = join(folder, `${block}-ends.mjs`);
    const script = [...parts, scriptWith(block), after].join('\n').replace(/8080|PORT/, `${port}`);
    writeFileSync(
      file,
      script.replace('guard.close()', "guard.close().then(() => console.log('guard closed'))"),
    );
    const child = startChild(process.execPath, [file], {
      FINGERPRINT_SECRET_API_KEY: 'any',
      NODE_OPTIONS: '',
    });
    endings.push(() => child.end('SIGKILL'));
    await child.printed('open');
    const answer = send(`http://127.0.0.1:${port}`, { method: 'GET', path: '/' });
    await child.printed('asked');
    child.process.kill('SIGTERM');
    expect((await answer).text).toMatch(/^deny$|"code":"fingerprint_denied"/);
    await child.exited;
    if (block === 'server') expect(child.output()).toContain('guard closed');
  });
});

test('the line that says why a request was blocked is as the document has it', async () => {
  const text = readFileSync(join(root, 'docs', 'operate.md'), 'utf8');
  const [, line] = /```json\n"(.*)"\n```/.exec(text) ?? [];
  const { createFingerprintGuard } = await import('@fingerprint-guard/core');
  const { startEmulator } = await import('@fingerprint-guard/emulator');
  const emulator = await startEmulator();
  const lines: string[] = [];
  const logger = { warn() {}, info: (said: string) => void lines.push(said) };
  const guard = createFingerprintGuard({
    apiKey: emulator.secretApiKey,
    baseUrl: emulator.url,
    policies: { login: {} },
    logger,
  });
  endings.push(
    () => guard.close(),
    () => emulator.close(),
  );
  const { eventId } = await emulator.createEvent('bad-bot');
  await guard.check(
    { method: 'POST', url: '/login', headers: {}, body: { eventId }, route: '/login' },
    'login',
  );
  expect(lines).toEqual([line]);
});
