import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { build } from 'esbuild';
import { eachTest } from '../support/shop.js';
import { createProject, type Files, filesIn, init, MONITORED } from './run-init.js';

const WORKER = {
  'package.json': '{ "dependencies": { "hono": "^4.0.0" }, "devDependencies": { "wrangler": "^4.0.0" } }',
  'wrangler.jsonc': '{ "name": "shop", "main": "src/index.js", "compatibility_date": "2026-04-01" }',
  'src/index.js': `import { Hono } from 'hono';

const app = new Hono();
app.post('/login', async (c) => c.json({ email: (await c.req.json()).email }));

export default app;
`,
};

/** Bundles a Worker as Wrangler does, without Node's modules, and with bindings. */
async function bundle(root: string, bindings: object) {
  const outfile = join(root, 'worker.mjs');
  await build({
    entryPoints: [join(root, 'src/index.js')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'bindings',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^cloudflare:workers$/ }, ({ path }) => ({ path, namespace: 'workers' }));
          onLoad({ filter: /.*/, namespace: 'workers' }, () => ({
            contents: `export const env = ${JSON.stringify(bindings)};`,
          }));
        },
      },
    ],
  });
  const { default: app } = await import(outfile);
  return app as { fetch(request: Request): Promise<Response> };
}

describe('a Worker with Hono', () => {
  const shop = eachTest();

  test('runs with its bindings and without Node, records what it would block, and blocks nothing', async () => {
    const root = createProject(WORKER);
    expect(await init(root)).toMatchObject({ exitCode: 0, stderr: '' });
    const guard = filesIn(root)['src/fingerprint.js'] ?? '';
    // What the file says to do without an account.
    writeFileSync(join(root, 'src/fingerprint.js'), guard.replace('// baseUrl:', 'baseUrl:'));
    const app = await bundle(root, {
      FINGERPRINT_SECRET_API_KEY: shop.emulator.secretApiKey,
      FINGERPRINT_BASE_URL: shop.emulator.url,
    });
    const written: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((line) => void written.push(line));
    try {
      for (const headers of [await shop.visit(), await shop.visit('bad-bot'), {}]) {
        const answer = await app.fetch(
          new Request('https://shop.example/login', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'cf-connecting-ip': '127.0.0.1', ...headers },
            body: JSON.stringify({ email: 'robin@tea.example' }),
          }),
        );
        expect([answer.status, await answer.json()]).toEqual([200, { email: 'robin@tea.example' }]);
      }
    } finally {
      log.mockRestore();
    }
    expect(written.map((line) => JSON.parse(line))).toMatchObject(MONITORED);
  });

  test.each<[string, Files]>([
    ['wrangler.jsonc', { 'wrangler.jsonc': '{}' }],
    ['wrangler.json', { 'wrangler.json': '{}' }],
    ['wrangler.toml', { 'wrangler.toml': '' }],
  ])('has its key in .dev.vars: %s', async (_name, config) => {
    const root = createProject({
      'package.json': WORKER['package.json'],
      'src/index.js': WORKER['src/index.js'],
      ...config,
      '.gitignore': '.dev.vars*\n',
    });
    const { stdout } = await init(root);
    expect(stdout).toContain('into .dev.vars;');
    expect(stdout).toContain('npx wrangler secret put FINGERPRINT_SECRET_API_KEY');
    expect(stdout).not.toContain('--env-file');
    const files = filesIn(root);
    expect(files['.gitignore']).toBe('.dev.vars*\n');
    expect(files['.dev.vars']).toContain('FINGERPRINT_SECRET_API_KEY=\n');
    expect(files['src/fingerprint.js']).toMatch(
      /^import \{ createDecisionLog, createFingerprintGuard \} from '@fingerprint-guard\/core\/fetch';\nimport \{ env \} from 'cloudflare:workers';\n/,
    );
    expect(JSON.stringify(files)).not.toContain('process.env');
  });

  test('is none if it has a server for Node', async () => {
    const root = createProject({
      ...WORKER,
      'src/node.js':
        "import { serve } from '@hono/node-server';\nimport app from './index.js';\n\nserve(app);\n",
    });
    await init(root);
    const files = filesIn(root);
    expect(files['.env']).toContain('FINGERPRINT_SECRET_API_KEY=');
    expect(files['src/fingerprint.js']).toContain('process.env.FINGERPRINT_SECRET_API_KEY');
  });
});
