import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { UsageError } from '../usage-error.js';
import { withoutMark } from '../without-mark.js';
import { OLDEST } from './oldest.js';

/** The frameworks that `init` supports, each with the package that a project depends on; the first match counts. */
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

/** Every framework that `init` supports. */
export const FRAMEWORKS = Object.keys(PACKAGES) as Framework[];

const LOCKFILES = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
} as const;

/** The parts of a `package.json` that are used here. */
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
  /** True if JavaScript files use `require`. */
  readonly commonjs: boolean;
  /** The folder of the application, if the project has several: `apps/shop/`; else an empty string. */
  readonly app: string;
  /** The folder of its sources: that of the application, and `src/` if there is one. */
  readonly sources: string;
  readonly packageManager: string;
}

/** The choices of a user about the project. */
export interface ProjectChoices {
  /** The framework to use, if the project depends on several. */
  readonly framework?: Framework | undefined;
  /** The folder of the application, if the project has several. */
  readonly app?: string | undefined;
}

/**
 * Determines the kind of project in a folder.
 * @throws UsageError if there is no `package.json`, no framework that `init` supports, or no way to tell which
 * application is meant.
 */
export function readProject(root: string, { framework, app: chosen }: ProjectChoices = {}): Project {
  const manifest = readManifest(root);
  const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };
  const found = framework ?? FRAMEWORKS.find((name) => Object.hasOwn(dependencies, PACKAGES[name]));
  if (found === undefined)
    throw new UsageError(
      `package.json depends on none of ${Object.values(PACKAGES).join(', ')}: run this in the folder of your server, or name it by --path`,
    );
  refuseOld(dependencies[PACKAGES[found]], found);
  const app = readApp(root, found, chosen);
  const lockfile = Object.entries(LOCKFILES).find(([name]) => existsSync(join(root, name)));
  return {
    root,
    framework: found,
    manifest,
    typescript: existsSync(join(root, 'tsconfig.json')),
    // Next.js compiles its modules, so they use `import`.
    commonjs: manifest.type !== 'module' && found !== 'next',
    app,
    sources: existsSync(join(root, app, 'src')) ? `${app}src/` : app,
    packageManager: lockfile?.[1] ?? 'npm',
  };
}

/**
 * Throws for a version or a simple range that is too old for the guard, such as `4.16.0`, `~4.16.1` or `^3.0.0`. Ranges
 * with `||`, `<` or ` - ` are not checked.
 */
function refuseOld(range = '', framework: Framework): void {
  const oldest = OLDEST[framework].split('.').map(Number);
  const [, sign = '', major, minor] = /^\s*([\^~>=v]*)\s*(\d+)(?:\.(\d+))?/.exec(range) ?? [];
  if (major === undefined || sign.includes('>') || /\|\||<|\s-\s/.test(range)) return;
  // A range that stays at its minor version.
  const isNarrow = !sign.includes('^') && minor !== undefined;
  const [from, to] = [Number(major) - (oldest[0] ?? 0), isNarrow ? Number(minor) - (oldest[1] ?? 0) : 0];
  if (from > 0 || (from === 0 && to >= 0)) return;
  throw new UsageError(
    `package.json depends on ${PACKAGES[framework]} ${range}; @fingerprint-guard/${framework} supports ${OLDEST[framework]} or later: update it first`,
  );
}

/** Finds the folder of the application: the chosen one if there are several, as in a Nest workspace. */
function readApp(root: string, framework: Framework, chosen: string | undefined): string {
  if (chosen !== undefined) {
    const app = normalize(chosen).replaceAll('\\', '/').replace(/\/*$/, '/');
    if (app.startsWith('../') || app.startsWith('/') || !existsSync(join(root, app)))
      throw new UsageError(`--app ${chosen}: no such folder of the project`);
    return app === './' ? '' : app;
  }
  const apps = framework === 'nest' ? nestApplications(root) : [];
  if (apps.length > 1)
    throw new UsageError(`the project has several applications: add --app ${apps.join(', or --app ')}`);
  return '';
}

/** The folders of the applications of a Nest workspace, as `nest-cli.json` lists them. */
function nestApplications(root: string): string[] {
  let config: { projects?: Record<string, { type?: string; root?: string } | null> } | null;
  try {
    config = JSON.parse(withoutMark(readFileSync(join(root, 'nest-cli.json'), 'utf8')));
  } catch {
    return [];
  }
  const projects = Object.values(config?.projects ?? {});
  return projects.flatMap((one) => (one?.type === 'application' && one.root ? [one.root] : []));
}

function readManifest(root: string): Manifest {
  const file = join(root, 'package.json');
  let manifest: unknown;
  try {
    manifest = JSON.parse(withoutMark(readFileSync(file, 'utf8')));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    const reason = isMissing
      ? 'no such file: run this in the folder of your server, or name it by --path'
      : message;
    throw new UsageError(`${file}: ${reason}`, { cause });
  }
  if (manifest === null || typeof manifest !== 'object' || Array.isArray(manifest))
    throw new UsageError(`${file}: not an object`);
  return manifest;
}

/** True if the project depends on a package. */
export function dependsOn({ manifest }: Project, name: string): boolean {
  return Object.hasOwn({ ...manifest.dependencies, ...manifest.devDependencies }, name);
}
