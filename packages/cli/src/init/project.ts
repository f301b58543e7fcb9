import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { UsageError } from '../usage-error.js';
import { withoutMark } from '../without-mark.js';
import { chooseFramework } from './choose-framework.js';
import { type Framework, PACKAGES } from './frameworks/framework.js';
import { modulesOf } from './frameworks/imported.js';
import { type Manifest, readManifest } from './manifest.js';
import { OLDEST } from './oldest.js';
import { Sources } from './sources.js';
import { packageManagerOf } from './workspace.js';

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
  /** True for a Cloudflare Worker, which has its variables from bindings. */
  readonly worker: boolean;
  readonly sources: Sources;
  /** The folder of its sources: that of the application, and `src/` if there is one. */
  readonly sourceFolder: string;
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
export function readProject(root: string, choices: ProjectChoices = {}): Project {
  const manifest = readManifest(root);
  const app = folderOf(root, choices.app);
  const typescript = existsSync(join(root, 'tsconfig.json'));
  const commonjs = manifest.type !== 'module';
  const sources = new Sources({ root, app, typescript, commonjs });
  const framework = chooseFramework({ root, manifest, sources }, choices.framework);
  refuseOld({ ...manifest.dependencies, ...manifest.devDependencies }[PACKAGES[framework]], framework);
  if (framework === 'nest' && choices.app === undefined) refuseSeveral(nestApplications(root));
  const worker = framework === 'hono' && isWorker(join(root, app), sources);
  return {
    root,
    framework,
    manifest,
    typescript,
    // Next.js and Wrangler compile modules, which use `import`.
    commonjs: commonjs && framework !== 'next' && !worker,
    app,
    worker,
    sources,
    sourceFolder: existsSync(join(root, app, 'src')) ? `${app}src/` : app,
    packageManager: packageManagerOf(root),
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

/** The folder of the application that the user names, such as `apps/shop/`; an empty string for the project's. */
function folderOf(root: string, named: string | undefined): string {
  if (named === undefined) return '';
  const app = normalize(named).replaceAll('\\', '/').replace(/\/*$/, '/');
  if (app.startsWith('../') || app.startsWith('/') || !existsSync(join(root, app)))
    throw new UsageError(`--app ${named}: no such folder of the project`);
  return app === './' ? '' : app;
}

/** True for an application that Wrangler starts, unless it has a server for Node. */
const isWorker = (folder: string, sources: Sources): boolean =>
  ['wrangler.jsonc', 'wrangler.json', 'wrangler.toml'].some((name) => existsSync(join(folder, name))) &&
  !sources.files.some((file) => modulesOf(file).includes('@hono/node-server'));

function refuseSeveral(applications: readonly string[]): void {
  if (applications.length > 1)
    throw new UsageError(
      `the project has several applications: add --app ${applications.join(', or --app ')}`,
    );
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
