import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './execute.js';
import type { Manifest, Tarball } from './tarballs.js';

const apps = fileURLToPath(new URL('apps', import.meta.url));
const page = fileURLToPath(new URL('page', import.meta.url));
const compiler = fileURLToPath(new URL('compile.mjs', import.meta.url));

/** Which version of a range is installed: of the lowest minor that it allows, or the newest. */
export type End = 'lowest' | 'newest';

const BUNDLER = { module: 'esnext', moduleResolution: 'bundler', noEmit: true };

/** The settings that applications, and a page, are compiled with, each in a folder of its own. */
const KINDS = {
  esm: { type: 'module', sources: apps, settings: { module: 'nodenext' } },
  cjs: { type: 'commonjs', sources: apps, settings: { module: 'nodenext' } },
  bundler: { type: 'module', sources: apps, settings: BUNDLER },
  // A page knows nothing of Node.
  page: { type: 'module', sources: page, settings: { ...BUNDLER, lib: ['es2020', 'dom'], types: [] } },
};
export type Kind = keyof typeof KINDS;
export const kinds = Object.keys(KINDS) as Kind[];

/** Makes an empty project of the tarballs and of their peers, with the applications in a folder for each kind. */
export async function createProject(folder: string, tarballs: Tarball[], end: End): Promise<void> {
  // Old types of others may be none for today's compiler.
  const skipLibCheck = end === 'lowest';
  for (const [kind, { type, sources, settings }] of Object.entries(KINDS)) {
    cpSync(sources, join(folder, kind), { recursive: true });
    writeJson(join(folder, kind, 'package.json'), { type });
    writeJson(join(folder, kind, 'tsconfig.json'), {
      compilerOptions: { ...COMPILER, ...settings, skipLibCheck },
    });
  }
  const packed = Object.fromEntries(tarballs.map(({ manifest, file }) => [manifest.name, `file:${file}`]));
  const ranges = tarballs.flatMap(({ manifest }) => frameworks(manifest));
  const chosen = Object.fromEntries(ranges.map(([name, range]) => [name, choose(range, end)]));
  for (const name of NEST_PLATFORMS) chosen[name] = chosen['@nestjs/core'] ?? '*';
  writeJson(join(folder, 'package.json'), {
    private: true,
    dependencies: { ...packed, ...chosen, ...KOA_ROUTER[end], ...TOOLS },
  });
  const quick = ['--prefer-offline', '--no-audit', '--no-fund'];
  await execute('npm', ['install', ...quick, ...WITHOUT_COMPILERS], { cwd: folder });
}

/** What npm has installed in a project. */
export function installed(folder: string) {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const packages: Record<string, { version: string; hasInstallScript?: boolean; optional?: boolean }> =
    lock.packages;
  return {
    /** The versions of a package: several where there are several copies. */
    versions: (name: string) =>
      Object.keys(packages)
        .filter((place) => place.endsWith(`node_modules/${name}`))
        .map((place) => packages[place]?.version),
    /** Where a script runs while it is installed. */
    scripts: Object.keys(packages).filter(
      (place) => packages[place]?.hasInstallScript && !packages[place].optional,
    ),
  };
}

/** What the compiler says of our packages and of the applications of each kind; nothing when all is well. */
export async function compile(folder: string): Promise<Record<Kind, string>> {
  return JSON.parse(await execute(process.execPath, [compiler, folder, ...kinds]));
}

/** What an application chooses the version of: its frameworks, and the types of those that have none of their own. */
function frameworks({ peerDependencies = {}, dependencies = {} }: Manifest): [string, string][] {
  return Object.entries(peerDependencies).flatMap(([name, range]): [string, string][] => {
    const types = `@types/${name}`;
    return types in dependencies
      ? [
          [name, range],
          [types, range],
        ]
      : [[name, range]];
  });
}

function choose(range: string, end: End): string {
  const majors = range.split('||').map((major) => major.trim());
  return end === 'newest' ? (majors.at(-1) ?? range) : (majors[0] ?? range).replace('^', '~');
}

function writeJson(file: string, value: unknown): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(value, null, 2));
}

const COMPILER = {
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
};

/** Nest leaves its platforms to the application. */
const NEST_PLATFORMS = ['@nestjs/platform-express', '@nestjs/platform-fastify'];

/** The router that applications of Koa have, and of the older one the types. */
const KOA_ROUTER: Readonly<Record<End, Record<string, string>>> = {
  lowest: { '@koa/router': '^12.0.0', '@types/koa__router': '^12.0.0' },
  newest: { '@koa/router': '^15.7.0' },
};

/** Next's optional dependencies build its applications, which none of these are, and are larger than all the rest. */
const WITHOUT_COMPILERS = ['--omit=optional'];

const TOOLS = { 'reflect-metadata': '^0.2.0', typescript: '~6.0.3', '@types/node': '^20.19.0' };
