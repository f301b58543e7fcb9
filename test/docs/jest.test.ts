import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startChild } from '../support/child.js';
import { codeBlocks } from './code-blocks.js';
import { root } from './documents.js';

const folder = join(root, 'test', '.build', 'jest');

/** The block of the README for NestJS that has this in it. */
function block(words: string): string {
  const found = codeBlocks.filter(
    ({ place, code }) => place.startsWith('packages/nest/README.md') && code.includes(words),
  );
  if (found.length !== 1) throw new Error(`${found.length} blocks with ${words}`);
  return found[0]?.code ?? '';
}

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules', '@swc'), { recursive: true });
  for (const name of ['jest', '@swc/core', '@swc/jest'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  const [application = ''] = block('ConfigService').split('const app = ');
  writeFileSync(join(folder, 'package.json'), block('experimental-vm-modules'));
  writeFileSync(join(folder, 'app.module.ts'), application);
  writeFileSync(
    join(folder, 'login.test.ts'),
    `import { AppModule } from './app.module.js';\n${block('guardDeciding')}`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the README's test of a Nest application runs by the README's package.json, with no key", async () => {
  const { scripts } = JSON.parse(block('experimental-vm-modules'));
  const env = { NODE_OPTIONS: '', FINGERPRINT_SECRET_API_KEY: '' };
  const child = startChild('sh', ['-c', `cd ${folder} && ${scripts.test}`], env);
  expect([await child.exited, child.output()]).toEqual([0, expect.stringContaining('1 passed')]);
});
