import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error.js';

/** The frameworks that `init` knows, each by the package that a project depends on; the first one found counts. */
const PACKAGES = {
  next: 'next',
  nest: '@nestjs/core',
  fastify: 'fastify',
  hono: 'hono',
  koa: 'koa',
  express: 'express',
} as const;

/** A framework, by the name of its package of this library. */
export type Framework = keyof typeof PACKAGES;

/** Every framework that `init` knows. */
export const FRAMEWORKS = Object.keys(PACKAGES) as Framework[];

const LOCKFILES = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
} as const;

/** What of a `package.json` counts here. */
export interface Manifest {
  type?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

/** A project that a guard is written into. */
export interface Project {
  readonly root: string;
  readonly framework: Framework;
  readonly manifest: Manifest;
  readonly typescript: boolean;
  /** True if files of JavaScript use `require`. */
  readonly commonjs: boolean;
  /** The folder of its sources: `src/`, or none. */
  readonly sources: '' | 'src/';
  readonly packageManager: string;
}

/**
 * Reads what kind of project a folder holds.
 * @param framework The framework to use, if the project depends on several.
 * @throws UsageError if there is no `package.json`, or no framework that `init` knows.
 */
export function readProject(root: string, framework?: Framework): Project {
  const manifest = readManifest(root);
  const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };
  const found = framework ?? FRAMEWORKS.find((name) => Object.hasOwn(dependencies, PACKAGES[name]));
  if (found === undefined)
    throw new UsageError(
      `package.json depends on none of ${Object.values(PACKAGES).join(', ')}: run this in the folder of your server, or name it by --path`,
    );
  const lockfile = Object.entries(LOCKFILES).find(([name]) => existsSync(join(root, name)));
  return {
    root,
    framework: found,
    manifest,
    typescript: existsSync(join(root, 'tsconfig.json')),
    commonjs: manifest.type !== 'module',
    sources: existsSync(join(root, 'src')) ? 'src/' : '',
    packageManager: lockfile?.[1] ?? 'npm',
  };
}

function readManifest(root: string): Manifest {
  const file = join(root, 'package.json');
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`${file}: ${(cause as Error).message}`, { cause });
  }
  if (manifest === null || typeof manifest !== 'object' || Array.isArray(manifest))
    throw new UsageError(`${file}: not an object`);
  return manifest;
}

/** True if the project depends on a package. */
export function dependsOn({ manifest }: Project, name: string): boolean {
  return Object.hasOwn({ ...manifest.dependencies, ...manifest.devDependencies }, name);
}
