import { join } from 'node:path';
import { root } from './workspace.mjs';

const folder = join(root, 'packages', 'browser', 'src');

/** The module becomes a classic script by its global alone: what esbuild adds for its `globalName` is 200 bytes. */
const CLASSIC_SCRIPT = `
import { createFingerprintFetch, protectForm } from './index.js';
globalThis.FingerprintGuardBrowser = { createFingerprintFetch, protectForm };
`;

/**
 * The options with which esbuild makes one file of the page's helper, as a classic script or a module.
 * @param {'iife' | 'esm'} format
 * @returns {import('esbuild').BuildOptions}
 */
export const pageScript = (format = 'iife') => ({
  bundle: true,
  minify: true,
  format,
  target: 'es2020',
  ...(format === 'iife'
    ? { stdin: { contents: CLASSIC_SCRIPT, resolveDir: folder } }
    : { entryPoints: [join(folder, 'index.ts')] }),
});
