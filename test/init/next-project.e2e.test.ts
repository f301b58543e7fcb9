import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { type Route, serveRoutes } from '../../packages/next/test/next-routes.js';
import { startChild } from '../support/child.js';
import { eachTest } from '../support/shop.js';
import { createProject, init, MONITORED } from './run-init.js';

// Next builds the project, as it does on a user's machine.
jest.setTimeout(180_000);

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

const PROJECT = {
  'package.json': '{ "type": "module", "dependencies": { "next": "^16.0.0" } }',
  // Inside the repository, whose packages are links, and as fast as can be.
  'next.config.js': `import { fileURLToPath } from 'node:url';

export default {
  turbopack: { root: fileURLToPath(new URL('../../../..', import.meta.url)) },
  experimental: { turbopackFileSystemCacheForBuild: false, turbopackMinify: false, turbopackSourceMaps: false },
};
`,
  'app/api/login/route.js': `export async function POST(request) {
  return Response.json({ email: (await request.json()).email });
}
`,
};

const ROUTE = 'app/api/login/route.js';

const shop = eachTest();

test('a guarded project of Next.js is built without keys', async () => {
  const root = createProject(PROJECT);
  expect(await init(root)).toMatchObject({ exitCode: 0, stderr: '' });
  const build = startChild(process.execPath, [next, 'build', root], {
    NODE_ENV: 'production',
    NODE_OPTIONS: '',
    NEXT_TELEMETRY_DISABLED: '1',
    FINGERPRINT_SECRET_API_KEY: '',
    FINGERPRINT_BASE_URL: '',
  });
  expect([await build.exited, build.output()]).toEqual([0, expect.stringContaining('/api/login')]);
  expect(existsSync(join(root, '.next/server', ROUTE))).toBe(true);
});

test('a guarded project of Next.js runs, records what it would block, and blocks nothing', async () => {
  const root = createProject(PROJECT);
  await init(root);
  const { POST } = (await import(join(root, ROUTE))) as Route;
  const server = await serveRoutes({ '/api/login': { POST } as Route });
  const written: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void written.push(line));
  Object.assign(process.env, {
    FINGERPRINT_BASE_URL: shop.emulator.url,
    FINGERPRINT_SECRET_API_KEY: shop.emulator.secretApiKey,
  });
  try {
    for (const headers of [await shop.visit(), await shop.visit('bad-bot'), {}]) {
      const answer = await fetch(`${server.url}/api/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ email: 'robin@tea.example' }),
      });
      expect([answer.status, await answer.json()]).toEqual([200, { email: 'robin@tea.example' }]);
    }
  } finally {
    log.mockRestore();
    await server.close();
    delete process.env.FINGERPRINT_BASE_URL;
    delete process.env.FINGERPRINT_SECRET_API_KEY;
  }
  expect(written.map((line) => JSON.parse(line))).toMatchObject(MONITORED);
});
