import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCommandLine } from '@fingerprint-guard/cli';
import { describe, expect, jest, test } from '@jest/globals';
import { applyChanges } from '../../packages/cli/src/init/change.js';
import { OLDEST } from '../../packages/cli/src/init/oldest.js';
import { eachTest } from '../support/shop.js';
import { PROJECTS } from './projects.js';
import { createProject, type Files, filesIn, init, MONITORED } from './run-init.js';

const sample = (main: string, more: Files = {}): Files => ({
  'package.json': '{ "type": "module", "dependencies": { "express": "^5.0.0" } }',
  'main.js': `import express from 'express';\n\nconst app = express();\napp.use(express.json());\n${main}`,
  ...more,
});

/** What `init` makes of a sample's module. */
async function mainAfter(main: string, more?: Files, args?: readonly string[]) {
  const root = createProject(sample(main, more));
  const printed = await init(root, args);
  return { ...printed, files: filesIn(root), main: filesIn(root)['main.js'] };
}

describe('a guarded project', () => {
  const shop = eachTest();

  test.each(Object.entries(PROJECTS))(
    'of %s runs, records what it would block, and blocks nothing',
    async (_name, { files, main }) => {
      const root = createProject(files);
      expect(await init(root)).toMatchObject({ exitCode: 0, stderr: '' });
      const written: string[] = [];
      const log = jest.spyOn(console, 'log').mockImplementation((line) => void written.push(line));
      Object.assign(process.env, {
        FINGERPRINT_BASE_URL: shop.emulator.url,
        FINGERPRINT_SECRET_API_KEY: shop.emulator.secretApiKey,
      });
      let server: Server | undefined;
      try {
        ({ server } = (await import(join(root, main))) as { server: Server });
        if (!server.listening) await new Promise((resolve) => server?.once('listening', resolve));
        const { port } = server.address() as AddressInfo;
        const path = main.startsWith('src/main') && files['src/app.module.ts'] ? '/session' : '/login';
        const ask = async (headers: Record<string, string>) => {
          const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ email: 'robin@tea.example' }),
          });
          return { ok: answer.ok, body: await answer.json() };
        };
        const handled = { ok: true, body: { email: 'robin@tea.example' } };
        expect(await ask(await shop.visit())).toEqual(handled);
        expect(await ask(await shop.visit('bad-bot'))).toEqual(handled);
        expect(await ask({})).toEqual(handled);
      } finally {
        log.mockRestore();
        server?.closeAllConnections();
        server?.close();
        delete process.env.FINGERPRINT_BASE_URL;
        delete process.env.FINGERPRINT_SECRET_API_KEY;
      }
      expect(written.map((line) => JSON.parse(line))).toMatchObject(MONITORED);
    },
  );
});

describe('asks', () => {
  const files = sample("app.post('/login', (req, res) => res.json({}));\n");

  test.each([
    ['no', 'n\n', 0],
    ['nothing', '\n', 0],
    ['the end of the input', '', 0],
    ['on no terminal', undefined, 2],
  ])('and changes nothing without a yes: %s', async (_what, answer, exitCode) => {
    const root = createProject(files);
    const printed = await init(root, [], answer);
    expect(printed.exitCode).toBe(exitCode);
    expect(printed.stdout).toContain(
      "+app.post('/login', requireFingerprint(guard, 'login'), (req, res) => res.json({}));",
    );
    expect(filesIn(root)).toEqual(files);
  });

  test.each(['y\n', 'YES\n'])('and takes %j for a yes', async (answer) => {
    const root = createProject(files);
    expect((await init(root, [], answer)).exitCode).toBe(0);
    expect(filesIn(root)['fingerprint.js']).toContain('createFingerprintGuard');
  });

  test('nothing of machines, which read the plan as JSON', async () => {
    const root = createProject(files);
    const { stdout } = await init(root, ['--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      applied: false,
      guarded: ['POST /login'],
      module: 'fingerprint.js',
    });
    expect(filesIn(root)).toEqual(files);
  });
});

describe('the files', () => {
  test('an .env keeps its lines, shows none of them, and is kept out of version control', async () => {
    const { files, stdout } = await mainAfter('', {
      '.env': 'DATABASE_PASSWORD=hunter2\nFINGERPRINT_SECRET_API_KEY=mine\nFINGERPRINT_REGION=us',
      '.gitignore': 'node_modules',
    });
    expect(files['.env']).toMatch(
      /^DATABASE_PASSWORD=hunter2\nFINGERPRINT_SECRET_API_KEY=mine\nFINGERPRINT_REGION=us\n# FINGERPRINT_BASE_URL=.*\n$/,
    );
    expect(files['.gitignore']).toBe('node_modules\n.env\n');
    expect(files['fingerprint.js']).toContain("region: 'global'");
    expect(stdout).not.toMatch(/hunter2|mine/);
  });

  test('a pattern that is taken back ignores no file, and a variable in a comment is none', async () => {
    const { files } = await mainAfter('', {
      '.env': '# FINGERPRINT_SECRET_API_KEY=\n',
      '.gitignore': '.env\n!.env\n',
    });
    expect(files['.gitignore']).toBe('.env\n!.env\n.env\n');
    expect(files['.env']).toMatch(/^FINGERPRINT_SECRET_API_KEY=$/m);
  });

  test('a region that is chosen counts over one that is noted', async () => {
    const { files } = await mainAfter('', { '.env': 'FINGERPRINT_REGION=us' }, ['--yes', '--region', 'eu']);
    expect(files['fingerprint.js']).toContain("region: 'eu'");
  });

  test('a package.json keeps its form and gets the packages', async () => {
    const { files } = await mainAfter('', {
      'package.json': '{\n\t"type": "module",\n\t"dependencies": {\n\t\t"express": "^5.0.0"\n\t}\n}',
    });
    expect(files['package.json']).toMatch(
      /^\{\n\t"type": "module",\n\t"dependencies": \{\n\t\t"@fingerprint-guard\/core": "\^.*",\n\t\t"@fingerprint-guard\/express": "\^.*",\n\t\t"express": "\^5\.0\.0"\n\t\}\n\}$/,
    );
  });

  test('CommonJS gets require', async () => {
    const { files } = await mainAfter('', {
      'package.json': '{ "dependencies": { "express": "^5.0.0", "dotenv": "^17.0.0" } }',
      'main.js':
        'const express = require("express");\nconst app = express();\napp.post("/login", (req, res) => res.json({}));\n',
    });
    expect(files['main.js']).toBe(
      'const express = require("express");\nconst { requireFingerprint } = require("@fingerprint-guard/express");\nconst { guard } = require("./fingerprint");\nconst app = express();\napp.post("/login", requireFingerprint(guard, "login"), (req, res) => res.json({}));\n',
    );
    expect(files['fingerprint.js']).toMatch(
      /^require\('dotenv\/config'\);\nconst \{ createDecisionLog, createFingerprintGuard \} = require/,
    );
    expect(files['fingerprint.js']).toMatch(/\nmodule\.exports = \{ guard \};\n$/);
  });
});

describe('the route', () => {
  test('is added to a project that has none', async () => {
    expect((await mainAfter("app.get('/', (req, res) => res.send('hello'));\n")).main).toContain(
      "app.use(express.json());\napp.post('/login', requireFingerprint(guard, 'login'), (req, res) => {",
    );
  });

  test('is added to a controller of Nest, too, and below modules that are there', async () => {
    const root = createProject({
      'package.json': '{ "dependencies": { "@nestjs/core": "^12.0.0", "@nestjs/config": "^12.0.0" } }',
      'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }',
      'src/app.controller.ts': `import { Controller, Get } from '@nestjs/common';\n\n@Controller()\nexport class AppController {\n  @Get()\n  hello() {\n    return 'hello';\n  }\n}\n`,
      'src/shop.module.ts': `import { Module } from '@nestjs/common';\nimport { ConfigModule } from '@nestjs/config';\nimport { AppController } from './app.controller.js';\n\n@Module({\n  imports: [ConfigModule.forRoot()],\n  controllers: [AppController],\n})\nexport class ShopModule {}\n`,
      'src/main.ts': `import { NestFactory } from '@nestjs/core';\nimport { ShopModule } from './shop.module.js';\n\nconst app = await NestFactory.create<object>(ShopModule);\n`,
    });
    expect((await init(root)).exitCode).toBe(0);
    const files = filesIn(root);
    expect(files['src/app.controller.ts']).toContain(
      "  @Post('login')\n  @RequireFingerprint('login')\n  login() {",
    );
    expect(files['src/shop.module.ts']).toMatch(
      /imports: \[ConfigModule\.forRoot\(\),\s+FingerprintModule\.forRootAsync\(\{ useFactory: fingerprintOptions \}\)/,
    );
    expect(files['src/shop.module.ts']).toContain("from './fingerprint.js';");
    expect(files['src/fingerprint.ts']).toContain(
      'export const fingerprintOptions = (): FingerprintGuardOptions => ({',
    );
  });

  test.each([
    [
      'export async function POST(request: Request): Promise<Response> {\n  return Response.json({});\n}\n',
      "export const POST = withFingerprint(guard, 'login')(async (request: Request): Promise<Response> => {\n  return Response.json({});\n});\n",
    ],
    [
      'export const POST = async () => Response.json({});\n',
      "export const POST = withFingerprint(guard, 'login')(async () => Response.json({}));\n",
    ],
    [
      '/** Logs in. */\n// By password.\nexport async function POST() {}\n',
      "/** Logs in. */\n// By password.\nexport const POST = withFingerprint(guard, 'login')(async () => {});\n",
    ],
    [
      '// By password.\n/**\n * Logs in.\n * @public\n */\nexport async function POST() {}\n',
      "// By password.\n/**\n * Logs in.\n * @public\n */\nexport const POST = withFingerprint(guard, 'login')(async () => {});\n",
    ],
  ])('of Next.js is wrapped: %j', async (before, after) => {
    const root = createProject({
      'package.json': '{ "dependencies": { "next": "^16.0.0" } }',
      'tsconfig.json': '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
      'app/api/(shop)/login/route.ts': before,
    });
    expect((await init(root)).stdout).toContain('Guarded: POST /api/login.');
    const files = filesIn(root);
    expect(files['app/api/(shop)/login/route.ts']).toContain(after);
    expect(files['app/api/(shop)/login/route.ts']).toMatch(
      /import \{ guard \} from ['"]\.\.\/\.\.\/\.\.\/\.\.\/lib\/fingerprint['"];/,
    );
    expect(files['.env.local']).toContain('FINGERPRINT_SECRET_API_KEY=');
  });

  test('is the one that is named', async () => {
    const routes =
      "app.post('/login', (req, res) => res.json({}));\napp.post('/pay', (req, res) => res.json({}));\n";
    const { main, stdout } = await mainAfter(routes, {}, ['--yes', '--route', '/pay']);
    expect(main).toContain("app.post('/pay', requireFingerprint(guard, 'pay'), (req, res)");
    expect(stdout).toContain('Not guarded: POST /login.');
  });

  test('is none that a client of another server asks', async () => {
    const { main } = await mainAfter("axios.post('/login', (data) => data);\n");
    expect(main).toContain("axios.post('/login', (data) => data)");
  });

  test.each([
    [['--route', '/nowhere'], /no such POST route; found: none/],
    [['--framework', 'rails'], /Allowed choices are next, nest/],
    [['--path', '/nowhere'], /package\.json/],
  ])('%j is a mistake', async (args, message) => {
    const root = createProject(sample(''));
    expect(await init(root, ['--yes', ...args])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(message),
    });
    expect(filesIn(root)).toEqual(sample(''));
  });
});

describe('a verifyEvent of the project’s own', () => {
  const lib = {
    'verify.js': 'export async function verifyEvent(id) {\n  return { ok: id !== undefined };\n}\n',
  };
  const guarded =
    "app.post('/login', requireFingerprint(guard, 'login'), async (req, res) => {\n  res.json({});\n});\n";
  const route = (...lines: string[]) =>
    `app.post('/login', async (req, res) => {\n${lines.map((line) => `  ${line}\n`).join('')}  res.json({});\n});\n`;

  test.each([
    [
      'a result and a refusal',
      route(
        'const { eventId } = req.body;',
        'const result = await verifyEvent(eventId);',
        'if (!result.ok) return res.status(403).end();',
      ),
    ],
    [
      'a destructured result',
      route(
        'const { ok } = await verifyEvent(req.body.eventId);',
        'if (!ok) {',
        '  return res.status(403).json({ error: "bot" });',
        '}',
      ),
    ],
    [
      'a condition',
      route('if (!(await verifyEvent(req.body.requestId))) {', "  throw new Error('refused');", '}'),
    ],
    ['one that throws', route('await verifyEvent(req.body.eventId);')],
    [
      'an attempt',
      route(
        'try {',
        '  await verifyEvent(req.body.eventId);',
        '} catch {',
        '  return res.status(403).end();',
        '}',
      ),
    ],
    ['a middleware', "app.post('/login', verifyEvent, async (req, res) => {\n  res.json({});\n});\n"],
  ])('gives way to the guard: %s', async (_what, routes) => {
    const { main, stdout } = await mainAfter(`${routes}`, {
      ...lib,
      'main.js': `import express from 'express';\nimport { verifyEvent } from './verify.js';\n\nconst app = express();\napp.use(express.json());\n${routes}`,
    });
    expect(main).toBe(
      `import express from 'express';\nimport { requireFingerprint } from '@fingerprint-guard/express';\nimport { guard } from './fingerprint.js';\n\nconst app = express();\napp.use(express.json());\n${guarded}`,
    );
    expect(stdout).toContain('The old check could block requests');
    expect(stdout).toContain('No longer called: verify.js:1 verifyEvent');
  });

  test.each([
    ['a field', 'const { fpId } = req.body;', "{ body: 'fpId' }"],
    ['a renamed field', 'const { visit: fpId } = req.body;', "{ body: 'visit' }"],
    ['a header', "const fpId = req.get('X-Visit');", "{ header: 'x-visit' }"],
    ['a query', 'const { fpId } = req.query;', "{ query: 'fpId' }"],
  ])('is asked where its ID came from: %s', async (_what, line, place) => {
    const { files } = await mainAfter(route(line, 'await verifyEvent(fpId);'), lib);
    expect(files['fingerprint.js']).toContain(`eventFrom: [${place}],`);
    expect(files['main.js']).toContain(guarded);
  });

  test('is guarded on every route that calls it, and no other', async () => {
    const call = 'async (req, res) => {\n  await verifyEvent(req.body.eventId);\n  res.json({});\n}';
    const { main } = await mainAfter(
      `app.post('/login', (req, res) => res.json({}));\napp.post('/a', ${call});\napp.post('/b', ${call});\n`,
      lib,
    );
    expect(main?.match(/requireFingerprint\(guard, '\w+'\)/g)).toEqual([
      "requireFingerprint(guard, 'a')",
      "requireFingerprint(guard, 'b')",
    ]);
  });

  test('stays, and is named, if its result is used', async () => {
    const { main, stdout } = await mainAfter(
      route('const result = await verifyEvent(req.body.eventId);', 'res.set("x", result.visitorId);'),
      lib,
    );
    expect(main).toContain("requireFingerprint(guard, 'login')");
    expect(main).toContain('await verifyEvent(req.body.eventId)');
    expect(stdout).toMatch(/Still checks an event by itself: main\.js:\d+ verifyEvent/);
  });

  test.each([
    ['a success', route('if (await verifyEvent(req.body.eventId)) return res.json({ in: true });')],
    [
      'a success of a result',
      route(
        'const result = await verifyEvent(req.body.eventId);',
        'if (result.ok) {',
        '  return res.json({ in: true });',
        '}',
      ),
    ],
    [
      'another condition',
      route('if (!req.body.email || !(await verifyEvent(req.body.eventId))) return res.status(400).end();'),
    ],
    [
      'a condition on this',
      route('if (this.closed || !(await verifyEvent(req.body.eventId))) return res.status(400).end();'),
    ],
    [
      'another condition on a result',
      route(
        'const result = await verifyEvent(req.body.eventId);',
        'if (!result.ok || isLocked(req)) return res.status(403).end();',
      ),
    ],
    [
      'another check',
      route(
        'const ok = (await verifyEvent(req.body.eventId)) && (await checkPassword(req));',
        'if (!ok) return res.status(403).end();',
      ),
    ],
    [
      'other work at the same time',
      route(
        'const [ok] = await Promise.all([verifyEvent(req.body.eventId), audit(req)]);',
        'if (!ok) return res.status(403).end();',
      ),
    ],
    ['other work, waited for', route('await Promise.all([verifyEvent(req.body.eventId), audit(req)]);')],
    [
      'an assignment',
      route('let ok;', 'ok = await verifyEvent(req.body.eventId);', 'if (!ok) return res.status(403).end();'),
    ],
    ['a then', route('verifyEvent(req.body.eventId).then((ok) => { if (ok) logIn(req); });')],
    ['a callback', route('verifyEvent(req.body.eventId, (error) => { if (!error) logIn(req); });')],
    ['a branch', route('if (req.body.strict) await verifyEvent(req.body.eventId);')],
    [
      'a branch with else',
      route('if (req.trusted) f(); else if (!(await verifyEvent(req.body.eventId))) throw new Error();'),
    ],
    ['an answer', "app.post('/login', async (req, res) => res.json(await verifyEvent(req.body.eventId)));\n"],
    ['the handler', "app.post('/login', verifyEvent);\n"],
    [
      'a list that begins otherwise',
      "app.post('/login', [parse, verifyEvent], (req, res) => res.json({}));\n",
    ],
  ])('stays, and is named, if more would go with it: %s', async (_what, routes) => {
    const { main, stdout, stderr, exitCode } = await mainAfter(
      `import { verifyEvent } from './verify.js';\n${routes}`,
      lib,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(main?.slice(main.indexOf('app.post'))).toBe(
      routes.replace("'/login', ", "'/login', requireFingerprint(guard, 'login'), "),
    );
    expect(main).toContain('import { verifyEvent }');
    expect(stdout).toMatch(/Still checks an event by itself: main\.js:\d+ verifyEvent/);
  });

  test.each([
    [
      'before what follows it',
      'verifyEvent, save, answer',
      "requireFingerprint(guard, 'login'), save, answer",
    ],
    ['of an object', 'checks.verifyEvent, answer', "requireFingerprint(guard, 'login'), answer"],
    ['that is made', 'verifyEvent({ strict: true }), answer', "requireFingerprint(guard, 'login'), answer"],
    ['of a list', '[verifyEvent], answer', "requireFingerprint(guard, 'login'), answer"],
    [
      'at the start of a list',
      '[verifyEvent, save], answer',
      "requireFingerprint(guard, 'login'), [save], answer",
    ],
    [
      'before an error handler',
      'async (req, res) => { await verifyEvent(req.body.eventId); res.json({}); }, onError',
      "requireFingerprint(guard, 'login'), async (req, res) => { res.json({}); }, onError",
    ],
  ])('gives its place to the guard: %s', async (_what, before, after) => {
    const { main } = await mainAfter(`app.post('/login', ${before});\n`, lib);
    expect(main).toContain(`app.post('/login', ${after});`);
  });

  test.each([
    [
      'under another name',
      `import { verifyEvent as check } from './verify.js';\n${route('await check(req.body.eventId);')}`,
      'import { verifyEvent as check }',
    ],
    [
      'by a function that is exported',
      "const { verifyEvent } = require('./verify');\nexports.login = async (req, res) => {\n  const x = await verifyEvent(req.body.eventId);\n};\n",
      "const { verifyEvent } = require('./verify');",
    ],
    [
      'by a function that requires',
      "const { verifyEvent } = require('./verify');\nconst login = async (req, res) => {\n  const z = require('z');\n  if (await verifyEvent(req.body.eventId)) z();\n};\n",
      "const { verifyEvent } = require('./verify');",
    ],
  ])('keeps its import while it is called: %s', async (_what, main, kept) => {
    const printed = await mainAfter(main, lib);
    expect(printed.main).toContain(kept);
    expect(printed.stdout).toContain('Still checks an event by itself: main.js');
  });

  test.each([
    ["const { 'x-visit': fpId } = req.headers;", 'fpId', "{ header: 'x-visit' }"],
    ['', 'req.cookies.visit', "{ cookie: 'visit' }"],
    ['', 'req.body.visit.id', "{ body: 'visit.id' }"],
    ['', "req.body['visit-id']", "{ body: 'visit-id' }"],
  ])('is asked where its ID came from: %s %s', async (line, id, place) => {
    const { files } = await mainAfter(route(line, `await verifyEvent(${id});`), lib);
    expect(files['fingerprint.js']).toContain(`eventFrom: [${place}],`);
  });

  test.each([
    'const { eventId, ...rest } = req.body;',
    'const user = find(req), { eventId } = req.body;',
    'const { eventId, user } = req.body;',
  ])('leaves the rest of what declares its ID: %s', async (line) => {
    const { main } = await mainAfter(route(line, 'await verifyEvent(eventId);'), lib);
    expect(main).toMatch(/rest|user/);
    expect(main).not.toContain('verifyEvent');
    if (line.includes('...')) expect(main).toContain(line);
  });

  test('of another route of a chain stays', async () => {
    const { main } = await mainAfter(
      "app.post('/a', async (req, res) => {\n  await verifyEvent(req.body.eventId);\n}).post('/b', (req, res) => res.json({}));\n",
      lib,
      ['--yes', '--route', '/b'],
    );
    expect(main).toContain('await verifyEvent(req.body.eventId);');
    expect(main?.match(/requireFingerprint\(guard, '\w+'\)/g)).toEqual(["requireFingerprint(guard, 'b')"]);
  });

  test('keeps what is done at last', async () => {
    const { main } = await mainAfter(
      route('try { await verifyEvent(req.body.eventId); } finally { done(); }'),
      lib,
    );
    expect(main).toContain('finally { done(); }');
  });
});

describe('a handler of Next.js', () => {
  const initNext = async (text: string) => {
    const path = 'app/login/route.js';
    const root = createProject({ 'package.json': '{ "dependencies": { "next": "^16.0.0" } }', [path]: text });
    await init(root);
    return filesIn(root)[path];
  };

  test('that is exported below is exported once', async () => {
    const after = await initNext(
      'async function POST() {\n  return Response.json({});\n}\nexport { POST };\n',
    );
    expect(after).toContain("\nconst POST = withFingerprint(guard, 'login')(async () => {");
  });

  test('is not written over a file that is there', async () => {
    const text = 'export const GET = () => Response.json({});\n';
    const path = 'app/api/login/route.js';
    const root = createProject({ 'package.json': '{ "dependencies": { "next": "^16.0.0" } }', [path]: text });
    expect((await init(root)).stdout).toContain('No route to guard was found');
    expect(filesIn(root)[path]).toBe(text);
  });

  test('that others make along with it stays', async () => {
    const text = 'export const { GET, POST } = make();\n';
    expect(await initNext(text)).toBe(text);
  });
});

describe('a project', () => {
  test('with comments keeps no answer to a check that is gone', async () => {
    const { main } = await mainAfter(
      "app.post('/login', async (req, res) => {\n  // Keep this.\n  const r = await verifyEvent(req.body.eventId);\n  if (r.bad) throw new Error();\n  res.json({});\n});\n",
    );
    expect(main).toContain('{\n  // Keep this.\n  res.json({});');
  });

  test('that cannot be changed safely is left alone', async () => {
    const main =
      "app.post('/login', async (req, res) => {\n  const a = 1\n  await verifyEvent(req.body.eventId);\n  [1].forEach(f)\n});\n";
    expect(await mainAfter(main)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('cannot change'),
      main: sample(main)['main.js'],
    });
  });

  test('with null in its package.json is one', async () => {
    const more = {
      'package.json': '{ "type": "module", "dependencies": { "express": "^5.0.0" }, "scripts": null }',
    };
    expect((await mainAfter('', more)).exitCode).toBe(0);
  });

  test('in a folder whose name is a pattern, with links in circles', async () => {
    const root = join(createProject({}), '[app] (x)');
    mkdirSync(root);
    for (const [path, text] of Object.entries(sample("app.post('/pay', (req, res) => res.json({}));\n")))
      writeFileSync(join(root, path), text);
    symlinkSync('.', join(root, 'self'));
    symlinkSync('..', join(root, 'up'));
    expect((await init(root)).stdout).toContain('Guarded: POST /pay.');
  });
});

describe('a route of Fastify', () => {
  const initFastify = async (main: string) => {
    const root = createProject({
      'package.json': '{ "type": "module", "dependencies": { "fastify": "^5.0.0" } }',
      'main.js': main,
    });
    const printed = await init(root);
    return { ...printed, main: filesIn(root)['main.js'] };
  };
  const app = "import Fastify from 'fastify';\nconst app = Fastify();\n";

  test.each([
    ['options', "{ ...options, config: { ...options.config, fingerprint: 'login' } }"],
    ['{ config }', "{ config: { ...config, fingerprint: 'login' } }"],
    ['{ config: own }', "{ config: { ...own, fingerprint: 'login' } }"],
    ['{ ...shared }', "{ ...shared, config: { ...shared.config, fingerprint: 'login' } }"],
    ['{ config: { a: 1 } }', "{ config: { a: 1, fingerprint: 'login' } }"],
    ['{ preHandler: verifyEvent }', "{ config: { fingerprint: 'login' } }"],
    ['{ preHandler: [verifyEvent] }', "{ config: { fingerprint: 'login' } }"],
    ['{ onRequest: [logIn, verifyEvent] }', "{ config: { fingerprint: 'login' }, onRequest: [logIn] }"],
    ['{ preHandler: save, schema }', "{ config: { fingerprint: 'login' }, preHandler: save, schema }"],
  ])('with %s is guarded', async (before, after) => {
    const { main } = await initFastify(`${app}app.post('/login', ${before}, async () => ({}));\n`);
    const plain = (text = '') => text.replace(/\s+|,(?=\s*\})/g, '');
    expect(plain(main)).toContain(plain(`app.post('/login', ${after}, async () => ({}));`));
  });

  test('without the application that it belongs to is no place for a guard', async () => {
    const routes =
      "export default async (fastify) => {\n  fastify.post('/login', async (request) => {\n    await verifyEvent(request.body.eventId);\n  });\n};\n";
    expect(await initFastify(routes)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no place was found where the application is created'),
      main: routes,
    });
  });
});

describe('a route of a form of its own', () => {
  const guarded = "requireFingerprint(guard, 'login'), ";

  test.each([
    ["app.route('/login').get(show).post(answer);", `app.route('/login').get(show).post(${guarded}answer);`],
    ["app.route('/login').post(verifyEvent, answer);", `app.route('/login').post(${guarded}answer);`],
    ["app.post(['/login', '/sign-in'], answer);", `app.post(['/login', '/sign-in'], ${guarded}answer);`],
    [
      "router.post('log-in', '/login', save, answer);",
      `router.post('log-in', '/login', save, ${guarded}answer);`,
    ],
  ])('is guarded: %s', async (before, after) => {
    const { main, stdout } = await mainAfter(`${before}\n`);
    expect(main).toContain(after);
    expect(stdout).toContain('Guarded: POST /login.');
  });

  test.each(["app.post('/login');", "app.route('/login').post();", 'app.post(paths, answer);'])(
    'is none: %s',
    async (line) => {
      expect((await mainAfter(`${line}\n`)).main).toContain(line);
    },
  );

  test('of Fastify may have several methods', async () => {
    const root = createProject({
      'package.json': '{ "type": "module", "dependencies": { "fastify": "^5.0.0" } }',
      'main.js':
        "import Fastify from 'fastify';\nconst app = Fastify();\napp.route({ method: ['GET', 'POST'], url: '/login', handler });\n",
    });
    expect((await init(root)).stdout).toContain('Guarded: POST /login.');
    expect(filesIn(root)['main.js']).toMatch(/config: \{ fingerprint: 'login' \}/);
  });
});

describe('a project as a generator makes it', () => {
  test('of Express gets its route below what parses bodies, and above what answers all other paths', async () => {
    const { main } = await mainAfter(
      [
        'app.use(logger("dev"));',
        'app.use(express.urlencoded({ extended: false }));',
        "app.use('/', indexRouter);",
        'app.use(function (req, res, next) {\n  next(createError(404));\n});',
        'app.use(function (err, req, res, next) {\n  res.status(500).end();\n});\n',
      ].join('\n'),
    );
    expect(main).toMatch(
      /extended: false \}\)\);\napp\.post\("\/login"|extended: false \}\)\);\napp\.post\('\/login'/,
    );
    expect(main?.indexOf('app.post(')).toBeLessThan(main?.indexOf("app.use('/'") ?? 0);
  });

  const autoloading = (more: Files = {}): Files => ({
    'package.json': '{ "dependencies": { "fastify": "^5.0.0", "fastify-cli": "^8.0.0" } }',
    'app.js': `'use strict'

const path = require('node:path')
const AutoLoad = require('@fastify/autoload')

module.exports = async function (fastify, opts) {
  // Those that others use
  fastify.register(AutoLoad, {
    dir: path.join(__dirname, 'plugins')
  })

  // Those with routes
  fastify.register(AutoLoad, {
    dir: path.join(__dirname, 'routes')
  })
}
`,
    ...more,
  });

  test('of Fastify, which loads plugins from folders, has the guard between those and the routes', async () => {
    const root = createProject(
      autoloading({
        'routes/log-in/index.js':
          "module.exports = async function (fastify) {\n  fastify.post('/', async () => ({}))\n}\n",
      }),
    );
    expect((await init(root)).stdout).toContain('Guarded: POST /log-in.');
    const files = filesIn(root);
    const app = files['app.js'] ?? '';
    expect(app).toContain("const { guard } = require('./fingerprint');");
    expect(app).toContain('\n  fastify.register(fingerprint, { guard });\n');
    const order = [
      "'plugins'",
      'fastify.register(fingerprint, { guard });',
      '// Those with routes',
      "'routes'",
    ];
    expect(order.map((part) => app.indexOf(part)).every((at, index, all) => at > (all[index - 1] ?? 0))).toBe(
      true,
    );
    expect(files['routes/log-in/index.js']).toContain(
      "fastify.post('/', { config: { fingerprint: 'log-in' } }, async",
    );
  });

  test('of Fastify without a route gets one', async () => {
    const root = createProject(autoloading());
    expect((await init(root)).stdout).toContain('Guarded: POST /login.');
    expect(filesIn(root)['app.js']).toMatch(
      /register\(fingerprint, \{ guard \}\);\s+fastify\.post\('\/login', \{ config: \{ fingerprint: 'login' \} \}/,
    );
  });

  test('of Next.js in JavaScript imports, whatever its package.json says', async () => {
    const root = createProject({
      'package.json': '{ "dependencies": { "next": "^16.0.0" } }',
      'app/layout.js': 'export default function Layout({ children }) {\n  return children;\n}\n',
      'src/db.js': 'export const db = {};\n',
    });
    expect((await init(root)).exitCode).toBe(0);
    const files = filesIn(root);
    expect(files['app/api/login/route.js']).toContain(
      "import { guard } from '../../../src/lib/fingerprint.js';",
    );
    expect(files['src/lib/fingerprint.js']).toContain('export const guard');
  });

  test.each([
    ['at the root', 'pages/index.js', 'src/db.js', 'app/api/login/route.js'],
    ['in src', 'src/pages/index.js', 'src/pages/login.js', 'src/app/api/login/route.js'],
  ])('of Next.js gets a route beside its pages: %s', async (_what, one, other, route) => {
    const page = 'export default function Page() {\n  return null;\n}\n';
    const root = createProject({
      'package.json': '{ "dependencies": { "next": "^16.0.0" } }',
      [one]: page,
      [other]: page,
    });
    expect((await init(root)).stdout).toContain('Guarded: POST /api/login.');
    expect(Object.keys(filesIn(root))).toContain(route);
  });

  test('of Nest with several applications needs to be told which', async () => {
    const application = (name: string): Files => ({
      [`apps/${name}/src/main.ts`]: `import { NestFactory } from '@nestjs/core';\nimport { ${name}Module } from './app.module';\nawait NestFactory.create(${name}Module);\n`,
      [`apps/${name}/src/app.module.ts`]: `import { Module } from '@nestjs/common';\nimport { ${name}Controller } from './app.controller';\n@Module({ controllers: [${name}Controller] })\nexport class ${name}Module {}\n`,
      [`apps/${name}/src/app.controller.ts`]: `import { Controller, Post } from '@nestjs/common';\n@Controller('${name}')\nexport class ${name}Controller {\n  @Post('login')\n  login() {}\n}\n`,
    });
    const workspace = {
      'package.json': '{ "dependencies": { "@nestjs/core": "^12.0.0" } }',
      'tsconfig.json': '{}',
      'nest-cli.json': JSON.stringify({
        monorepo: true,
        projects: {
          admin: { type: 'application', root: 'apps/admin' },
          shop: { type: 'application', root: 'apps/shop' },
          lib: { type: 'library', root: 'libs/lib' },
        },
      }),
      ...application('admin'),
      ...application('shop'),
    };
    const root = createProject(workspace);
    expect(await init(root)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('several applications: add --app apps/admin, or --app apps/shop'),
    });
    expect(filesIn(root)).toEqual(workspace);
    expect((await init(root, ['--yes', '--app', './apps/shop/'])).stdout).toContain(
      'Guarded: POST /shop/login.',
    );
    const files = filesIn(root);
    expect(files['apps/shop/src/app.module.ts']).toContain("from './fingerprint';");
    expect(files['apps/shop/src/fingerprint.ts']).toContain('fingerprintOptions');
    const admin = Object.keys(application('admin'));
    expect(admin.map((path) => files[path])).toEqual(Object.values(application('admin')));
    for (const app of ['../elsewhere', 'apps/none'])
      expect(await init(createProject(workspace), ['--yes', '--app', app])).toMatchObject({ exitCode: 2 });
  });
});

describe('a version of a framework', () => {
  const versioned = (range: string) =>
    mainAfter("app.post('/login', answer);\n", {
      'package.json': JSON.stringify({ type: 'module', dependencies: { express: range } }),
    });

  test.each(['~4.16.1', '4.16.0', '^3.0.0', '3', '=4.0.1', '3.x'])(
    'that is too old for the guard is named, and nothing is changed: %s',
    async (range) => {
      const { exitCode, stderr, files } = await versioned(range);
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(
          `express ${range}; @fingerprint-guard/express supports 4.17.0 or later`,
        ),
      });
      expect(Object.keys(files)).toEqual(['main.js', 'package.json']);
    },
  );

  test.each([
    '~4.17.0',
    '^4.16.1',
    '4',
    '4.x',
    '5.0.0',
    '>=3',
    '*',
    'latest',
    'catalog:',
    'npm:express@5',
    '3 || ^5.0.0',
    '>=3 <6',
    '<6',
    '3.0.0 - 5.2.0',
  ])('that may be new enough is none of our business: %s', async (range) => {
    expect((await versioned(range)).exitCode).toBe(0);
  });

  test('that is the oldest is that of the package', () => {
    for (const [framework, oldest] of Object.entries(OLDEST)) {
      const manifest = JSON.parse(
        readFileSync(new URL(`../../packages/${framework}/package.json`, import.meta.url), 'utf8'),
      );
      const name = framework === 'nest' ? '@nestjs/core' : framework;
      expect([name, manifest.peerDependencies[name]]).toEqual([name, expect.stringMatching(`^\\^${oldest}`)]);
    }
  });
});

describe('changes', () => {
  const login = "app.post('/login', (req, res) => res.json({}));\n";

  test('are made all or not at all', async () => {
    // A file in the place of a folder.
    const files = { 'package.json': '{ "dependencies": { "next": "^16.0.0" } }', 'app/api': '' };
    const root = createProject(files);
    expect(await init(root)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/app\/api\/login\/route\.js: cannot be written: .*; nothing is changed/),
    });
    expect(filesIn(root)).toEqual(files);
    expect(readdirSync(root)).not.toContain('lib');
  });

  test('are taken back if one of them cannot be made in the end', async () => {
    const root = createProject(sample(login, { 'lib/a.js': '\uFEFFa\n' }));
    const files = filesIn(root);
    // A folder in the place of the last file: it is found once the others are in theirs.
    const changes = [
      { path: 'main.js', before: files['main.js'], after: 'changed' },
      { path: 'lib/a.js', before: 'a\n', after: 'changed' },
      { path: 'new/folder/file.js', before: undefined, after: 'new' },
      { path: 'lib/b', before: undefined, after: 'new' },
      { path: 'lib/b/c.js', before: undefined, after: 'new' },
    ];
    expect(() => applyChanges(root, changes)).toThrow('nothing is changed');
    expect(filesIn(root)).toEqual(files);
    expect(readdirSync(root)).not.toContain('new');
  });

  test('are not made to a file that somebody has changed since it was shown', async () => {
    const root = createProject(sample(login));
    const stdin = Object.assign(
      new Readable({
        read() {
          writeFileSync(join(root, 'main.js'), 'mine');
          this.push('y\n');
          this.push(null);
        },
      }),
      { isTTY: true },
    );
    let stderr = '';
    const exitCode = await runCommandLine(['init', '--path', root], {
      stdin,
      stdout: { write: () => undefined },
      stderr: { write: (text) => (stderr += text) },
    });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('in the meantime'),
    });
    expect(filesIn(root)).toEqual({ ...sample(login), 'main.js': 'mine' });
  });

  test('leave a link a link, and whom a file may be read by', async () => {
    const root = createProject(sample(login, { 'secrets/env': 'A=1' }));
    symlinkSync('secrets/env', join(root, '.env'));
    chmodSync(join(root, 'secrets/env'), 0o600);
    expect((await init(root)).exitCode).toBe(0);
    expect(lstatSync(join(root, '.env')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'secrets/env'), 'utf8')).toMatch(/^A=1\nFINGERPRINT_SECRET_API_KEY=\n/);
    expect(statSync(join(root, 'secrets/env')).mode & 0o777).toBe(0o600);
  });

  test('go into no file that somebody has put in the place of a staged one', async () => {
    const root = createProject(sample(login, { 'other.txt': 'mine', '.env': 'A=1' }));
    symlinkSync('other.txt', join(root, `.env.${process.pid}.tmp`));
    expect(await init(root)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('.env: cannot be written'),
    });
    expect(filesIn(root)).toEqual(sample(login, { 'other.txt': 'mine', '.env': 'A=1' }));
  });

  test('are shown without what only tools read', async () => {
    const { stdout } = await init(createProject(sample(login)));
    expect(stdout).not.toMatch(/^Index|^===/m);
  });
});

describe('a file', () => {
  const login = "app.post('/login', (req, res) => res.json({}));\n";

  test.each([
    ["const app = require('express')();\n", `${login}const server = require('http').createServer(app);\n`],
    ["'use strict';\n", `module.exports = (app) => {\n  ${login}};\n`],
    ["#!/usr/bin/env node\n'use strict';\n", `module.exports = (app) => {\n  ${login}};\n`],
    [
      "require('dotenv').config();\nconst express = require('express');\n",
      `const app = express();\n${login}`,
    ],
  ])('requires the guard below %j, before it is used', async (head, rest) => {
    const { main } = await mainAfter('', {
      'package.json': '{ "dependencies": { "express": "^5.0.0" } }',
      'main.js': head + rest,
    });
    expect(main).toBe(
      `${head}const { requireFingerprint } = require('@fingerprint-guard/express');\nconst { guard } = require('./fingerprint');\n${rest.replace("'/login', ", "'/login', requireFingerprint(guard, 'login'), ")}`,
    );
  });

  test('keeps its ends of lines', async () => {
    const text = `import express from 'express';\n\nconst app = express();\n${login}`;
    const { main } = await mainAfter('', { 'main.js': text.replaceAll('\n', '\r\n') });
    expect(main).toContain("import { guard } from './fingerprint.js';\r\n");
    expect(main).not.toMatch(/[^\r]\n/);
  });

  test('keeps its byte order mark, and gets none', async () => {
    const marked = (files: Files): Files =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `\uFEFF${text}`]));
    const plain = sample(login, { '.env': 'A=1\n', '.gitignore': 'dist\n' });
    const [root, unmarked] = [createProject(marked(plain)), createProject(plain)];
    expect(await init(root)).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await init(unmarked)).exitCode).toBe(0);
    const { 'fingerprint.js': added = '', ...changed } = filesIn(unmarked);
    expect(filesIn(root)).toEqual({ ...marked(changed), 'fingerprint.js': added });
    expect(added.startsWith('\uFEFF')).toBe(false);
  });

  test('with a syntax error is left alone', async () => {
    const broken = "app.post('/login', (req) => { f(((\n";
    const { files, exitCode } = await mainAfter(login, { 'broken.js': broken });
    expect(exitCode).toBe(0);
    expect(files['broken.js']).toBe(broken);
    expect(files['main.js']).toContain("requireFingerprint(guard, 'login')");
  });

  test.each([
    [{ '.env/a': '' }, /\.env: cannot be read/],
    [
      { src: '', 'package.json': '{ "type": "module", "dependencies": { "express": "^5.0.0" } }' },
      /cannot be written/,
    ],
  ])('that is in the way is named: %j', async (more, message) => {
    expect(await mainAfter(login, more as Files)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(message),
    });
  });
});
