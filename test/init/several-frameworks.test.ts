import { describe, expect, test } from '@jest/globals';
import { createProject, type Files, filesIn, init } from './run-init.js';

const VERSIONS = {
  express: '^5.0.0',
  koa: '^3.0.0',
  hono: '^4.0.0',
  fastify: '^5.0.0',
  next: '^16.0.0',
  '@nestjs/core': '^12.0.0',
};

const manifest = (...packages: (keyof typeof VERSIONS)[]): string =>
  JSON.stringify({ dependencies: Object.fromEntries(packages.map((name) => [name, VERSIONS[name]])) });

const EXPRESS = `const express = require('express');
const app = express();
app.use(express.json());
app.post('/login', (req, res) => res.json({}));
app.listen(3000);
`;

const KOA = `const Router = require('@koa/router');
const router = new Router();
router.post('/login', (ctx) => {
  ctx.body = {};
});
module.exports = router;
`;

describe('a package.json with several frameworks', () => {
  test.each(['hono', 'koa', 'next', 'fastify'] as const)(
    'gets a guard for the one that the sources import: Express beside %s',
    async (other) => {
      const root = createProject({ 'package.json': manifest('express', other), 'src/server.js': EXPRESS });
      expect(await init(root)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('Guarded: POST /login.'),
      });
      const { 'package.json': after = '', ...files } = filesIn(root);
      expect(Object.keys(JSON.parse(after).dependencies)).toContain('@fingerprint-guard/express');
      expect(Object.keys(files)).toEqual(['.env', '.gitignore', 'src/fingerprint.js', 'src/server.js']);
      expect(files['src/server.js']).toContain("require('@fingerprint-guard/express')");
    },
  );

  test.each([
    ['by import', "import express from 'express';\n"],
    ['by a part', "import { Router } from 'express/lib/router';\n"],
    ['on demand', "const { default: express } = await import('express');\n"],
    ['again', "export { Router } from 'express';\n"],
  ])('and sources that import one %s', async (_what, line) => {
    const root = createProject({ 'package.json': manifest('express', 'koa'), 'app.mjs': line });
    await init(root);
    expect(filesIn(root)['package.json']).toContain('@fingerprint-guard/express');
  });

  test.each<[string, Files, RegExp]>([
    [
      'import both',
      { 'package.json': manifest('express', 'koa'), 'a/app.js': EXPRESS, 'b/routes.js': KOA },
      /several frameworks: add --framework koa, or --framework express/,
    ],
    [
      'import none',
      { 'package.json': manifest('express', 'koa'), 'app.js': '// const koa = require("koa");\n' },
      /several frameworks: add --framework koa, or --framework express/,
    ],
    [
      'have pages of Next.js and a server of their own',
      { 'package.json': manifest('express', 'next'), 'server.js': EXPRESS, 'src/app/page.js': '' },
      /several frameworks: add --framework next, or --framework express/,
    ],
  ])('needs to be told which one if the sources %s', async (_what, files, message) => {
    const root = createProject(files);
    expect(await init(root)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
    expect(filesIn(root)).toEqual(files);
  });

  test('and Nest is of Nest, which runs on one of the others', async () => {
    const root = createProject({
      'package.json': manifest('@nestjs/core', 'express', 'fastify'),
      'src/app.controller.ts': `import { Controller, Post } from '@nestjs/common';\nimport type { Request } from 'express';\n\n@Controller()\nexport class AppController {\n  @Post('login')\n  login() {}\n}\n`,
      'src/main.ts': `import { Module } from '@nestjs/common';\nimport { NestFactory } from '@nestjs/core';\nimport express from 'express';\n\n@Module({})\nclass AppModule {}\nawait NestFactory.create(AppModule);\n`,
    });
    expect((await init(root)).stdout).toContain('Guarded: POST /login.');
    expect(filesIn(root)['package.json']).toContain('@fingerprint-guard/nest');
  });
});

describe('a framework that is named', () => {
  const both = {
    'package.json': manifest('express', 'koa'),
    'a/app.js': EXPRESS,
    'a/routes.js': "module.exports = (app) => app.post('/pay', (req, res) => res.json({}));\n",
    'b/routes.js': KOA,
  };

  test.each([
    ['express', 'a/app.js', "app.post('/login', requireFingerprint(guard, 'login'), (req, res)"],
    ['koa', 'b/routes.js', "router.post('/login', requireFingerprint(guard, 'login'), (ctx)"],
  ])('gets its guard in no file of another: %s', async (framework, path, route) => {
    const root = createProject(both);
    const { exitCode, stdout } = await init(root, ['--yes', '--framework', framework]);
    expect({ exitCode, stdout }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Guarded: POST /login.'),
    });
    const files = filesIn(root);
    expect(files[path]).toContain(route);
    const others = Object.entries(both).filter(([name]) => name !== path && name !== 'package.json');
    expect(files).toMatchObject(Object.fromEntries(others));
  });

  test('gets no route that the server around it may have: Next.js', async () => {
    const root = createProject({
      'package.json': manifest('express', 'next'),
      'server.js': EXPRESS,
      'src/app/page.js': '',
    });
    expect(await init(root, ['--yes', '--framework', 'next'])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('No route to guard was found'),
    });
    expect(Object.keys(filesIn(root)).filter((path) => path.startsWith('src/app'))).toEqual([
      'src/app/page.js',
    ]);
  });

  test('gets no route of its own in the place of one that may be there', async () => {
    const app = "const express = require('express');\nconst app = express();\n";
    const root = createProject({ ...both, 'a/app.js': app });
    expect((await init(root, ['--yes', '--framework', 'express'])).stdout).toContain(
      'No route to guard was found',
    );
    expect(filesIn(root)).toMatchObject({ 'a/app.js': app, 'a/routes.js': both['a/routes.js'] });
  });

  test.each([
    ['koa', { 'package.json': manifest('express'), 'src/server.js': EXPRESS }],
    ['express', { 'package.json': '{}', 'src/server.js': EXPRESS }],
  ])('is a mistake if package.json does not have it: %s', async (framework, files) => {
    const root = createProject(files);
    expect(await init(root, ['--yes', '--framework', framework])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        `--framework ${framework}: package.json does not depend on ${framework}`,
      ),
    });
    expect(filesIn(root)).toEqual(files);
  });
});
