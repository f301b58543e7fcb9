import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './execute.js';
import { type Manifest, packageManager, type Tarball } from './tarballs.js';

const apps = fileURLToPath(new URL('apps', import.meta.url));
const page = fileURLToPath(new URL('page', import.meta.url));
const compiler = fileURLToPath(new URL('compile.mjs', import.meta.url));
/** The repository's own Next: it is larger than all the rest. */
const next = realpathSync(fileURLToPath(new URL('../../packages/next/node_modules/next', import.meta.url)));

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
  if (end === 'newest') delete chosen.next;
  writeJson(join(folder, 'package.json'), {
    private: true,
    dependencies: { ...packed, ...chosen, ...KOA_ROUTER[end], ...TOOLS, ...duckDb(tarballs) },
    // The packages name each other by version, which no registry has yet; npm finds them among the dependencies.
    pnpm: { overrides: packed, ignoredOptionalDependencies: ['@next/swc-*', 'sharp'] },
  });
  const [command, ...args] = INSTALLERS[end].command;
  await execute(command, args, { cwd: folder });
  if (end === 'newest') symlinkSync(next, join(folder, 'node_modules', 'next'));
}

/** What is installed in a project. */
export interface Installed {
  /** The copies of a package. */
  copies(name: string): string[];
  /** The packages that run a script while they are installed. */
  scripts: string[];
}

export const installed = (folder: string, end: End): Installed => INSTALLERS[end].read(folder);

function readNpm(folder: string): Installed {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }> = lock.packages;
  const places = Object.keys(packages);
  return {
    copies: (name) => places.filter((place) => place.endsWith(`node_modules/${name}`)),
    scripts: places
      .filter((place) => packages[place]?.hasInstallScript && !packages[place].optional)
      .map((place) => place.replace('node_modules/', '')),
  };
}

function readPnpm(folder: string): Installed {
  const modules = join(folder, 'node_modules');
  const copies = readdirSync(join(modules, '.pnpm'));
  const { ignoredBuilds } = JSON.parse(readFileSync(join(modules, '.modules.yaml'), 'utf8'));
  return {
    copies: (name) => copies.filter((copy) => copy.startsWith(`${name.replace('/', '+')}@`)),
    scripts: ignoredBuilds.map((id: string) => id.slice(0, id.indexOf('@', 1))),
  };
}

/**
 * What the compiler says of our packages and of the applications of each kind, by the name of the project; nothing when all
 * is well.
 */
export async function compile(
  folder: string,
  projects: readonly End[],
): Promise<Record<End, Record<Kind, string>>> {
  const args = [compiler, folder, projects.join(), kinds.join()];
  return JSON.parse(await execute(process.execPath, args));
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

/** DuckDB's compiled code, which it has among its optional dependencies, as Next has its compilers. */
function duckDb(tarballs: Tarball[]): Record<string, string> {
  const cli = tarballs.find(({ manifest }) => manifest.name === '@fingerprint-guard/cli');
  const version = cli?.manifest.dependencies?.['@duckdb/node-api'];
  return version ? { [`@duckdb/node-bindings-${process.platform}-${process.arch}`]: version } : {};
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

/**
 * Newest by npm, which lays all packages side by side; lowest by pnpm, where each finds what it declares and nothing else.
 * Next's optional dependencies build its applications, which none of these are. npm would copy Next as well, which pnpm links:
 * so npm only resolves it, among the peers, of which the project has all others by itself.
 */
const INSTALLERS: Readonly<
  Record<End, { command: [string, ...string[]]; read: (folder: string) => Installed }>
> = {
  newest: {
    command: [
      'npm',
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--omit=optional',
      '--omit=peer',
    ],
    read: readNpm,
  },
  lowest: {
    command: ['npx', '-y', packageManager, 'install', '--prefer-offline', '--ignore-workspace'],
    read: readPnpm,
  },
};

const TOOLS = { 'reflect-metadata': '^0.2.0', '@types/node': '^20.19.0' };
