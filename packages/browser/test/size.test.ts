import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { pageScript } from '../../../scripts/page-script.mjs';

const MAX_BYTES = 2000;

test.each(['iife', 'esm'] as const)(
  'the helper is under 2 kB as %s, minified and gzipped',
  async (format) => {
    const { outputFiles } = await build({ ...pageScript(format), write: false });
    const size = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength;
    expect(size).toBeGreaterThan(1000);
    expect(size).toBeLessThan(MAX_BYTES);
  },
);
