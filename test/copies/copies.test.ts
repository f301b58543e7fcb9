import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { execute } from '../packed/execute.js';

const FRAMEWORKS = ['express', 'koa', 'hono', 'fastify', 'nest'];

test('the ESM and the CommonJS copy of an adapter, in one process, share what is attached and what is judged', async () => {
  const shops = fileURLToPath(new URL('shops.mjs', import.meta.url));
  const answers = JSON.parse(await execute(process.execPath, [shops]));
  const expected = FRAMEWORKS.flatMap((name) =>
    ['esm', 'cjs'].map((copy) => [
      `${name}, attached by ${copy}`,
      {
        honest: ['visitor', 'fingerprint_denied'],
        bot: ['fingerprint_denied'],
        skipped: ['visitor'],
        ...(name === 'hono' ? { mounted: ['visitor'] } : {}),
      },
    ]),
  );
  expect(answers).toEqual(Object.fromEntries(expected));
});
