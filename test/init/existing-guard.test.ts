import { describe, expect, test } from '@jest/globals';
import { PROJECTS } from './projects.js';
import { createProject, type Files, filesIn, init } from './run-init.js';

const NEXT = {
  files: {
    'package.json': '{ "dependencies": { "next": "^16.0.0" } }',
    'app/api/login/route.js': 'export async function POST() {\n  return Response.json({});\n}\n',
  },
};

describe('a project that init has set up', () => {
  test.each(Object.entries({ ...PROJECTS, next: NEXT }))('is left as it is: %s', async (_name, { files }) => {
    const root = createProject(files);
    await init(root);
    const before = filesIn(root);
    const answer = await init(root, []);
    expect(answer).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^Nothing to change: POST \/\S+ is guarded already, by the guard in (src\/|lib\/)?(fingerprint|app\.module)\.[jt]s\.\n$/,
      ),
    });
    expect(JSON.parse((await init(root, ['--json', '--yes'])).stdout)).toMatchObject({ files: [] });
    expect(filesIn(root)).toEqual(before);
  });

  test('is left as it is if the guard is not in the usual file', async () => {
    const root = createProject({ ...PROJECTS.koa.files, 'fingerprint.js': '' });
    await init(root);
    expect((await init(root)).stdout).toContain('by the guard in fingerprint-guard.js.');
  });

  test.each([
    [
      'of another framework',
      ['--framework', 'koa'],
      /uses @fingerprint-guard\/express, and creates a guard in .* @fingerprint-guard\/express\/README\.md shows/,
    ],
    ['of another route', ['--route', '/contact'], /creates a guard in src\/fingerprint\.ts already/],
  ])('gets no second guard, not even that %s', async (_what, args, message) => {
    const { files } = PROJECTS.express;
    const root = createProject({
      ...files,
      'package.json': '{ "type": "module", "dependencies": { "express": "^5.0.0", "koa": "^3.0.0" } }',
    });
    await init(root);
    const before = filesIn(root);
    expect(await init(root, ['--yes', ...args])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(message),
    });
    expect(filesIn(root)).toEqual(before);
  });
});

describe('a project with its own guard', () => {
  const app = "const app = require('express')();\napp.post('/login', (req, res) => res.json({}));\n";
  const manifest = (...packages: string[]) =>
    JSON.stringify({ dependencies: Object.fromEntries(['express', ...packages].map((name) => [name, '*'])) });
  const CREATED =
    "const { createFingerprintGuard } = require('@fingerprint-guard/core');\nexports.guard = createFingerprintGuard({});\n";

  test.each<[string, Files, string]>([
    [
      'of the core alone',
      { 'package.json': manifest('@fingerprint-guard/core'), 'lib/fraud.js': CREATED },
      'the project creates a guard in lib/fraud.js already: nothing is changed; put that guard before further routes',
    ],
    [
      'under a namespace',
      { 'lib/fraud.js': "import * as fp from '@fingerprint-guard/core';\nfp.createFingerprintGuard({});\n" },
      'creates a guard in lib/fraud.js already',
    ],
    [
      'of another adapter',
      { 'package.json': manifest('@fingerprint-guard/web'), 'lib/fraud.js': CREATED },
      'uses @fingerprint-guard/web, and creates a guard in lib/fraud.js already',
    ],
    [
      'of its adapter, which only package.json names',
      { 'package.json': manifest('@fingerprint-guard/express') },
      'uses @fingerprint-guard/express already',
    ],
    [
      'of its adapter, which only the sources name',
      { 'lib/fraud.js': "const { fingerprint } = require('@fingerprint-guard/express');\n" },
      'uses @fingerprint-guard/express already',
    ],
  ])('is left alone: %s', async (_what, more, message) => {
    const files = { 'package.json': manifest(), 'app.js': app, ...more };
    const root = createProject(files);
    expect(await init(root)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect(filesIn(root)).toEqual(files);
  });

  test('is none for the packages that guard no route', async () => {
    const root = createProject({
      'package.json': manifest('@fingerprint-guard/core', '@fingerprint-guard/testing'),
      'app.js': app,
      'lib/names.js': "const { listRules } = require('@fingerprint-guard/core');\n",
    });
    expect((await init(root)).stdout).toContain('Guarded: POST /login.');
  });
});
