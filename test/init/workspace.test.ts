import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createProject, type Files, filesIn, init } from './run-init.js';

const manifest = (...packages: string[]) =>
  JSON.stringify({ dependencies: Object.fromEntries(packages.map((name) => [name, '*'])) });

const API = {
  'apps/api/package.json': manifest('express'),
  'apps/api/app.js': "const app = require('express')();\napp.post('/login', (req, res) => res.json({}));\n",
};

describe('the package manager', () => {
  test.each<[string, string, Files]>([
    ['pnpm', 'a workspace of pnpm', { 'pnpm-workspace.yaml': '', 'pnpm-lock.yaml': '' }],
    ['yarn', 'a workspace of Yarn', { 'package.json': '{ "workspaces": ["apps/*"] }', 'yarn.lock': '' }],
    ['bun', 'a workspace of Bun', { 'package.json': '{ "workspaces": ["apps/*"] }', 'bun.lock': '' }],
    ['npm', 'a workspace of npm', { 'package.json': '{ "workspaces": [] }', 'package-lock.json': '{}' }],
    ['npm', 'a workspace without a lockfile', { 'package.json': '{ "workspaces": [] }' }],
    [
      'npm',
      'its own folder, rather than the workspace',
      { 'pnpm-workspace.yaml': '', 'pnpm-lock.yaml': '', 'apps/api/package-lock.json': '{}' },
    ],
    [
      'pnpm',
      'the nearest workspace, over a lockfile between',
      { 'pnpm-workspace.yaml': '', 'pnpm-lock.yaml': '', 'apps/yarn.lock': '', 'apps/package.json': '[' },
    ],
  ])('is %s: that of %s', async (manager, _what, more) => {
    const root = createProject({ ...API, ...more });
    expect((await init(join(root, 'apps/api'))).stdout).toContain(`1. Run ${manager} install.`);
  });
});

describe('at the root of a workspace', () => {
  const workspace = {
    ...API,
    'package.json': '{ "workspaces": ["apps/*", "packages/**"] }',
    'apps/web/package.json': manifest('next', 'hono'),
    'packages/@shop/worker/package.json': manifest('hono'),
    'packages/words/package.json': manifest('lodash'),
    'packages/broken/package.json': '{',
    'node_modules/koa/package.json': manifest('koa'),
    'tests/server/package.json': manifest('koa'),
  };
  const listed =
    'name one of these by --path: apps/api (express), apps/web (next, hono), packages/@shop/worker (hono)';

  test.each([
    ['', ['--yes'], 'package.json depends on none of next'],
    [', also if one is named', ['--yes', '--framework', 'koa'], 'package.json does not depend on koa'],
  ])('packages with a framework are listed%s', async (_what, args, message) => {
    const root = createProject(workspace);
    const { exitCode, stderr } = await init(root, args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain(`; ${listed}`);
    expect(filesIn(root)).toEqual(workspace);
  });

  test('nothing is listed if there is nothing', async () => {
    const root = createProject({ 'package.json': '{}', 'packages/words/package.json': manifest('lodash') });
    expect((await init(root)).stderr).toMatch(
      /express: run this in the folder of your server, or name it by --path$/m,
    );
  });
});
